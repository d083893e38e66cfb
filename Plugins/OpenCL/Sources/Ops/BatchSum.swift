import ConcordKit

/// Where a sample has several positions, `reduce.cl` first sums each into the workspace, [N, C].
extension BatchSum: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    let (samples, channels, positions) = operands.batch(0)
    guard channels > 0 else { return }
    var sums = operands.input(0)
    if positions != 1 {
      sums = plan.workspace(samples * channels)
      try RowSums(kind: .sum, x: operands.input(0), y: sums, rows: samples * channels, columns: positions).add(
        to: &plan, on: traits)
    }
    let step = min(max(samples, 1), max(1, traits.roundLimit / 16))
    for first in stride(from: 0, to: max(samples, 1), by: step) {
      plan.launch(
        KernelName(.batchSum, "concord_batch_sum"), .items(channels, each: 16),
        [
          "s": sums, "sum": operands.output(0), "first_sample": .dimension(first),
          "end_sample": .dimension(min(samples, first + step)), "channels": .dimension(channels),
          "accumulate": .flag(accumulate || first > 0),
        ])
    }
  }

  func rounds(_ operands: Operands) -> Int { operands.batch(0).positions }
}
