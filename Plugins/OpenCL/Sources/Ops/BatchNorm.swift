import ConcordKit

/// The sums of all planes, their fold over the samples, the same for the squares, then y.
extension BatchNorm: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let planes = ChannelPlanes(operands)
    guard planes.channels > 0 else { return }
    let (x, mean, inverseStd) = (operands.input(0), operands.output(1), operands.output(2))
    let sums = plan.workspace(planes.count)
    planes.addPlanes(
      KernelName(.batchNorm, "concord_batch_norm_sums"), to: &plan,
      ["x": x, "s": sums, "planes": .dimension(planes.count), "positions": .dimension(planes.positions)])
    planes.addChannels(
      KernelName(.batchNorm, "concord_batch_norm_mean"), to: &plan, planes.ofSamples.with(["s": sums, "mean": mean]))
    planes.addPlanes(
      KernelName(.batchNorm, "concord_batch_norm_squares"), to: &plan,
      planes.ofPlanes.with(["x": x, "mean": mean, "s": sums]))
    planes.addChannels(
      KernelName(.batchNorm, "concord_batch_norm_variance"), to: &plan,
      planes.ofSamples.with([
        "s": sums, "mean": mean, "inverse_std": inverseStd, "running_mean": operands.output(3),
        "running_variance": operands.output(4), "epsilon": .float(epsilon), "momentum": .float(momentum),
        "momentum_complement": .float(momentumComplement),
      ]))
    planes.addPlanes(
      KernelName(.batchNorm, "concord_batch_norm_apply"), to: &plan,
      planes.ofPlanes.with([
        "x": x, "gamma": operands.input(1), "beta": operands.input(2), "mean": mean, "inverse_std": inverseStd,
        "y": operands.output(0),
      ]))
  }

  func rounds(_ operands: Operands) -> Int { ChannelPlanes(operands).rounds }
}
