import ConcordKit

/// Every row of the table looks through all indices, so that nothing is scattered; in as many launches as a device with short
/// loops asks for.
extension EmbeddingGradient: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (count, width) = (operands.count(0), operands.outputShape(0)[1])
    guard rows > 0, width > 0 else { return }
    let step = min(max(count, 1), max(1, traits.roundLimit / 20))
    for first in stride(from: 0, to: max(count, 1), by: step) {
      plan.launch(
        KernelName(.embeddingGradient, "concord_embedding_gradient"), .columns(width, rows: rows),
        [
          "indices": operands.input(0), "dy": operands.input(1), "table": operands.output(0), "rows": .dimension(rows),
          "width": .dimension(width), "first": .dimension(first), "end": .dimension(min(count, first + step)),
          "accumulate": .flag(accumulate || first > 0),
        ])
    }
  }

  func steps(_ operands: Operands) -> Double { Double(operands.count(0)) * Double(rows * operands.outputShape(0)[1]) }
}
