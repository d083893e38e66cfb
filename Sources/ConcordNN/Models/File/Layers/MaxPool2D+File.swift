import ConcordGraph

extension MaxPool2D: FileLayer {
  static let type = "MaxPool2D"
  static let requiredKeys = ["kernel"]
  static let optionalKeys = ["stride", "padding", "ceilMode"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(
      try file.size("kernel"), stride: try file.optionalSize("stride"),
      padding: try file.size("padding", atLeast: 0, default: 0), ceilMode: try file.boolean("ceilMode", default: false),
      name: try file.name())
  }
}
