import ConcordGraph

extension MultiHeadAttention: FileLayer {
  static let type = "MultiHeadAttention"
  static let requiredKeys = ["heads"]
  static let optionalKeys = ["causal", "dropout", "bias"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(
      try file.columns(), heads: try file.size("heads"), causal: try file.boolean("causal", default: false),
      dropout: try file.number("dropout", in: 0...1, default: 0), bias: try file.boolean("bias", default: true),
      name: try file.name())
  }
}
