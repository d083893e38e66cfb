import ConcordKit

/// Every row of the table looks through all indices, so that nothing is scattered; in as many launches as a device with short
/// loops asks for.
extension EmbeddingGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (count, width) = (operands.count(0), operands.outputShape(0)[1])
    let step = min(max(count, 1), max(1, traits.roundLimit / 20))
    var plan = OperationPlan()
    for first in stride(from: 0, to: max(count, 1), by: step) {
      plan.launches += Launch.rows(
        KernelName(.embeddingGradient, "concord_embedding_gradient"), rows: rows, columns: width,
        [
          operands.input(0), operands.input(1), operands.output(0), .dimension(rows), .dimension(width), .dimension(first),
          .dimension(min(count, first + step)), .flag(accumulate || first > 0),
        ], on: traits)
    }
    return plan
  }
}
