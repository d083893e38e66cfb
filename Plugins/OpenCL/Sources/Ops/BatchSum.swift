import ConcordKit

/// Where a sample has several positions, `reduce.cl` first sums each into the workspace, [N, C].
extension BatchSum: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (samples, channels, positions) = operands.batch(0)
    guard channels > 0 else { return OperationPlan() }
    let rows = samples * channels
    let isReduced = positions != 1
    var plan = OperationPlan(workspaceByteCount: isReduced ? rows * MemoryLayout<Float>.size : 0)
    if isReduced {
      plan.launches += Reduce.launch(
        .sum, operands.input(0), operands.workspace, rows: rows, columns: positions, on: traits)
    }
    let step = min(max(samples, 1), max(1, traits.roundLimit / 16))
    for first in stride(from: 0, to: max(samples, 1), by: step) {
      plan.launches.append(
        .items(
          KernelName(.batchSum, "concord_batch_sum"),
          [
            isReduced ? operands.workspace : operands.input(0), operands.output(0), .dimension(first),
            .dimension(min(samples, first + step)), .dimension(channels), .flag(accumulate || first > 0),
          ], count: channels, each: 16, on: traits))
    }
    return plan
  }

  func rounds(_ operands: Operands) -> Int { operands.batch(0).positions }
}
