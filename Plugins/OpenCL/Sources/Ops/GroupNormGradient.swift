import ConcordKit

extension GroupNormGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (samples, groups) = (operands.shape(1)[0], operands.shape(1)[1])
    let (_, channels, positions) = operands.batch(0)
    guard samples > 0 else { return OperationPlan() }
    let isElements = positions == 1
    return OperationPlan([
      .byRow(
        KernelName(.groupNormGradient, "concord_group_norm_gradient" + (isElements ? "_elements" : "")),
        (0..<5).map(operands.input) + (0..<2).map(operands.output) + [.dimension(groups), .dimension(channels / groups)]
          + (isElements ? [] : [.dimension(positions)]), rows: samples * groups, on: traits)
    ])
  }

  func rounds(_ operands: Operands) -> Int { operands.rowRounds(groups: operands.shape(1)[1]) }
}
