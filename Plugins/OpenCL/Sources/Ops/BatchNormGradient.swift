import ConcordKit

/// Both sums of all planes, their fold over the samples, then dx.
extension BatchNormGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let planes = ChannelPlanes(operands)
    guard planes.channels > 0 else { return OperationPlan() }
    let (x, mean, inverseStd, dy) = (operands.input(0), operands.input(1), operands.input(2), operands.input(4))
    let parameters = [operands.output(1), operands.output(2)]
    let sums = operands.workspace
    var plan = OperationPlan(workspaceByteCount: 2 * planes.count * MemoryLayout<Float>.size)
    plan.launches += planes.planeLaunch(
      KernelName(.batchNormGradient, "concord_batch_norm_gradient_sums"),
      [x, mean, dy, sums, .dimension(planes.count), .dimension(planes.channels), .dimension(planes.positions)], on: traits)
    plan.launches.append(
      planes.channelLaunch(
        KernelName(.batchNormGradient, "concord_batch_norm_gradient_fold"),
        [sums, inverseStd] + parameters + [.dimension(planes.samples), .dimension(planes.channels)], on: traits))
    plan.launches += planes.planeLaunch(
      KernelName(.batchNormGradient, "concord_batch_norm_gradient_apply"),
      [x, mean, inverseStd, operands.input(3), dy, operands.output(0)] + parameters + planes.dimensions, on: traits)
    return plan
  }

  func rounds(_ operands: Operands) -> Int { ChannelPlanes(operands).rounds }
}
