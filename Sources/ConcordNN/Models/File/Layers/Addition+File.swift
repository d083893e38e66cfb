import ConcordGraph

extension Addition: FileLayer {
  static let type = "Addition"

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(name: try file.name())
  }
}
