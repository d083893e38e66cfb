import ConcordGraph

extension GlobalAveragePool: FileLayer {
  static let type = "GlobalAveragePool"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
