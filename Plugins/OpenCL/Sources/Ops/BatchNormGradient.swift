import ConcordKit

/// Both sums of all planes, their fold over the samples, then dx.
extension BatchNormGradient: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let planes = ChannelPlanes(operands)
    guard planes.channels > 0 else { return }
    let (x, mean, inverseStd, dy) = (operands.input(0), operands.input(1), operands.input(2), operands.input(4))
    let parameters: LaunchArguments = ["dgamma": operands.output(1), "dbeta": operands.output(2)]
    let sums = plan.workspace(2 * planes.count)
    planes.addPlanes(
      KernelName(.batchNormGradient, "concord_batch_norm_gradient_sums"), to: &plan,
      planes.ofPlanes.with(["x": x, "mean": mean, "dy": dy, "s": sums]))
    planes.addChannels(
      KernelName(.batchNormGradient, "concord_batch_norm_gradient_fold"), to: &plan,
      parameters.with([
        "s": sums, "inverse_std": inverseStd, "samples": .dimension(planes.samples), "channels": .dimension(planes.channels),
      ]))
    planes.addPlanes(
      KernelName(.batchNormGradient, "concord_batch_norm_gradient_apply"), to: &plan,
      planes.ofSamples.with(parameters).with([
        "x": x, "mean": mean, "inverse_std": inverseStd, "gamma": operands.input(3), "dy": dy, "dx": operands.output(0),
      ]))
  }

  func rounds(_ operands: Operands) -> Int { ChannelPlanes(operands).rounds }
}
