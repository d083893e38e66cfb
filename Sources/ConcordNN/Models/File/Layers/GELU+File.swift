import ConcordGraph

extension GELU: FileLayer {
  static let type = "GELU"
  static let optionalKeys = ["approximate"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(approximate: try file.boolean("approximate", default: false) ? .tanh : .none, name: try file.name())
  }
}
