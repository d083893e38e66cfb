import ConcordGraph

extension Linear: FileLayer {
  static let type = "Linear"
  static let requiredKeys = ["outputs"]
  static let optionalKeys = ["name"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(try file.columns(), try file.size("outputs"), name: try file.name())
  }
}
