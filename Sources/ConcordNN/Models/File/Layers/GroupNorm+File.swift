import ConcordGraph

extension GroupNorm: FileLayer {
  static let type = "GroupNorm"
  static let requiredKeys = ["groups"]
  static let optionalKeys = ["epsilon"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(
      groups: try file.size("groups"), try file.channels(), epsilon: try file.number("epsilon", in: 0...1, default: 1e-5),
      name: try file.name())
  }
}
