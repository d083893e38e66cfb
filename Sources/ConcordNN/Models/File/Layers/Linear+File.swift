import ConcordGraph

extension Linear: FileLayer {
  static let type = "Linear"
  static let requiredKeys = ["outputs"]

  init(_ file: LayerDescription) throws(GraphError) {
    let outputs = try file.size("outputs")
    self.init(try file.columns(), outputs, name: try file.name())
  }
}
