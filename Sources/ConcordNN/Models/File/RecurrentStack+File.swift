import ConcordGraph
import ConcordKit

extension RecurrentStack {
  /// What the descriptions of all recurrent layers may say, beside `hidden`, which they must.
  static let optionalKeys = ["layers", "bidirectional", "dropout", "bias", "last"]

  init(_ cell: RecurrentCell, _ file: LayerDescription) throws(GraphError) {
    self.init(
      cell: cell, inputs: try file.columns(), hidden: try file.size("hidden"), layers: try file.size("layers", default: 1),
      bidirectional: try file.boolean("bidirectional", default: false),
      dropout: try file.number("dropout", in: 0...1, default: 0),
      bias: try file.boolean("bias", default: true), last: try file.boolean("last", default: false))
  }
}
