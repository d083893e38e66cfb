import ConcordKit

extension GroupNormOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let rows = operands.shape(0)[0] * groups
    let (_, channels, positions) = operands.batch(0)
    guard rows > 0 else { return OperationPlan() }
    return OperationPlan([
      .byRow(
        KernelName(.groupNorm, "concord_group_norm"),
        (0..<3).map(operands.input) + (0..<3).map(operands.output) + [
          .dimension(groups), .dimension(channels / groups), .dimension(positions), .float(epsilon),
        ], rows: rows, on: traits)
    ])
  }

  func rounds(_ operands: Operands) -> Int { operands.rowRounds(groups: groups) }
}

extension Operands {
  /// Rounds for a row of a group normalisation: a few passes in steps of 16, each plane's rest element by element.
  func rowRounds(groups: Int) -> Int {
    let (_, channels, positions) = batch(0)
    return channels / groups * (positions == 1 ? 1 : positions / 4 + 64) + 256
  }
}
