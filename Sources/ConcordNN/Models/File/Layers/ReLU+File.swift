import ConcordGraph

extension ReLU: FileLayer {
  static let type = "ReLU"

  init(_ file: LayerDescription) throws(GraphError) { self.init(name: try file.name()) }
}
