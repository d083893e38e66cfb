import ConcordGraph

extension LayerNorm: FileLayer {
  static let type = "LayerNorm"
  static let optionalKeys = ["axes", "epsilon"]

  init(_ file: LayerDescription) throws(GraphError) {
    let axes = try file.size("axes", default: 1)
    guard axes < file.input.rank else {
      throw file.failure("LayerNorm should normalise over the last \(axes) axes, but a sample has \(file.input.rank - 1)")
    }
    self.init(
      shape: Array(file.input.shape.suffix(axes)), epsilon: try file.number("epsilon", in: 0...1, default: 1e-5),
      name: try file.name())
  }
}
