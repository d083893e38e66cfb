import ConcordGraph

extension BatchNorm2D: FileLayer {
  static let type = "BatchNorm2D"
  static let optionalKeys = ["epsilon", "momentum"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(
      try file.channels(), epsilon: try file.number("epsilon", in: 0...1, default: 1e-5),
      momentum: try file.number("momentum", in: 0...1, default: 0.1), name: try file.name())
  }
}
