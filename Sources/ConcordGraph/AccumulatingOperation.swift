import ConcordKit

/// An operation that can go on from what its one output holds: the fold over samples continues across micro-batches, and across
/// several uses of a parameter, without changing a bit.
///
/// When it accumulates, the output is its last input too.
protocol AccumulatingOperation: OperationDefinition {
  var accumulate: Bool { get set }
}

extension AccumulatingOperation {
  func accumulating() -> Self {
    var definition = self
    definition.accumulate = true
    return definition
  }
}

extension MatMul: AccumulatingOperation {}
extension BatchSum: AccumulatingOperation {}
extension Conv2DWeightGradient: AccumulatingOperation {}
extension CorrectCount: AccumulatingOperation {}
extension EmbeddingGradient: AccumulatingOperation {}
