import ConcordGraph

extension Softmax: FileLayer {
  static let type = "Softmax"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
