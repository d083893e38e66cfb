import ConcordGraph

extension TransformerEncoderLayer: FileLayer {
  static let type = "TransformerEncoderLayer"
  static let requiredKeys = ["heads"]
  static let optionalKeys = ["feedforward", "dropout", "gelu", "normFirst", "causal", "epsilon"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(
      try file.columns(), heads: try file.size("heads"), feedforward: try file.size("feedforward", default: 2048),
      dropout: try file.number("dropout", in: 0...1, default: 0.1), gelu: try file.boolean("gelu", default: false),
      normFirst: try file.boolean("normFirst", default: false), causal: try file.boolean("causal", default: false),
      epsilon: try file.number("epsilon", in: 0...1, default: 1e-5), name: try file.name())
  }
}
