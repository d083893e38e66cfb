import ConcordGraph

extension Linear: FileLayer {
  static let type = "Linear"
  static let requiredKeys = ["outputs"]
  static let optionalKeys = ["bias"]

  init(_ file: LayerDescription) throws(GraphError) {
    let outputs = try file.size("outputs")
    self.init(try file.columns(), outputs, bias: try file.boolean("bias", default: true), name: try file.name())
  }
}
