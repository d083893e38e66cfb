import ConcordGraph

extension Multiplication: FileLayer {
  static let type = "Multiplication"

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(name: try file.name())
  }
}
