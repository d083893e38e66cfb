import ConcordGraph

extension RNN: FileLayer {
  static let type = "RNN"
  static let requiredKeys = ["hidden"]
  static let optionalKeys = ["layers", "bidirectional", "dropout", "bias", "last", "relu"]

  init(_ file: LayerDescription) throws(GraphError) {
    self.init(
      try file.columns(), hidden: try file.size("hidden"), layers: try file.size("layers", default: 1),
      bidirectional: try file.boolean("bidirectional", default: false),
      dropout: try file.number("dropout", in: 0...1, default: 0),
      bias: try file.boolean("bias", default: true), last: try file.boolean("last", default: false),
      relu: try file.boolean("relu", default: false),
      name: try file.name())
  }
}
