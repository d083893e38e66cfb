import ConcordKit

/// The last launch of ``BatchNorm``.
extension BatchNormApply: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let planes = ChannelPlanes(operands)
    planes.addPlanes(
      KernelName(.batchNorm, "concord_batch_norm_apply"), to: &plan,
      planes.ofPlanes.with([
        "x": operands.input(0), "gamma": operands.input(1), "beta": operands.input(2), "mean": operands.input(3),
        "inverse_std": operands.input(4), "y": operands.output(0),
      ]))
  }

  func rounds(_ operands: Operands) -> Int { ChannelPlanes(operands).rounds }
}
