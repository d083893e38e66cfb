import ConcordGraph

extension Rows: FileLayer {
  static let type = "Rows"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
