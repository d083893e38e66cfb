import ConcordGraph

extension Tanh: FileLayer {
  static let type = "Tanh"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
