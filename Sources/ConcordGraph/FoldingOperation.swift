import ConcordKit

/// An operation that folds what samples contribute into its one output, in their order, and can go on from what the output holds: so a
/// fold over a batch in pieces gives the bits of the whole batch.
///
/// It is one fold of one use. What several operations contribute to a parameter is folded by each of them for itself, and added after
/// the last sample: see ``Differentiation``. When it goes on, the output is its last input too.
protocol FoldingOperation: OperationDefinition {
  var accumulate: Bool { get set }
}

extension FoldingOperation {
  func accumulating() -> Self {
    var definition = self
    definition.accumulate = true
    return definition
  }
}

extension MatMul: FoldingOperation {}
extension BatchSum: FoldingOperation {}
extension Conv2DWeightGradient: FoldingOperation {}
extension CorrectCount: FoldingOperation {}
extension EmbeddingGradient: FoldingOperation {}
