import ConcordKit

extension GroupNormOperation: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let rows = operands.shape(0)[0] * groups
    let (_, channels, positions) = operands.batch(0)
    guard rows > 0 else { return }
    plan.launch(
      KernelName(.groupNorm, "concord_group_norm"), .rows(rows),
      [
        "x": operands.input(0), "gamma": operands.input(1), "beta": operands.input(2), "y": operands.output(0),
        "mean": operands.output(1), "inverse_std": operands.output(2), "groups": .dimension(groups),
        "channels": .dimension(channels / groups), "positions": .dimension(positions), "epsilon": .float(epsilon),
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
