import ConcordGraph

extension Conv2D: FileLayer {
  static let type = "Conv2D"
  static let requiredKeys = ["outputs", "kernel"]
  static let optionalKeys = ["stride", "padding", "dilation", "groups", "bias"]

  init(_ file: LayerDescription) throws(GraphError) {
    let (outputs, kernel) = (try file.size("outputs"), try file.size("kernel"))
    self.init(
      try file.channels(), outputs, kernel: kernel,
      stride: try file.size("stride", default: 1),
      padding: try file.size("padding", atLeast: 0, default: 0), dilation: try file.size("dilation", default: 1),
      groups: try file.size("groups", default: 1), bias: try file.boolean("bias", default: true), name: try file.name())
  }
}
