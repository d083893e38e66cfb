import ConcordKit

/// The sums of all planes, their fold over the samples, the same for the squares, then y.
extension BatchNorm: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let planes = ChannelPlanes(operands)
    guard planes.channels > 0 else { return OperationPlan() }
    let (x, gamma, beta) = (operands.input(0), operands.input(1), operands.input(2))
    let (y, mean, inverseStd) = (operands.output(0), operands.output(1), operands.output(2))
    let sums = operands.workspace
    let ofPlanes: [Launch.Argument] = [.dimension(planes.count), .dimension(planes.channels), .dimension(planes.positions)]
    var plan = OperationPlan(workspaceByteCount: planes.count * MemoryLayout<Float>.size)
    plan.launches += planes.planeLaunch(
      KernelName(.batchNorm, "concord_batch_norm_sums"),
      [x, sums, .dimension(planes.count), .dimension(planes.positions)], on: traits)
    plan.launches.append(
      planes.channelLaunch(KernelName(.batchNorm, "concord_batch_norm_mean"), [sums, mean] + planes.dimensions, on: traits))
    plan.launches += planes.planeLaunch(
      KernelName(.batchNorm, "concord_batch_norm_squares"), [x, mean, sums] + ofPlanes, on: traits)
    plan.launches.append(
      planes.channelLaunch(
        KernelName(.batchNorm, "concord_batch_norm_variance"),
        [sums, mean, inverseStd, operands.output(3), operands.output(4)] + planes.dimensions + [
          .float(epsilon), .float(momentum), .float(momentumComplement),
        ], on: traits))
    plan.launches += planes.planeLaunch(
      KernelName(.batchNorm, "concord_batch_norm_apply"), [x, gamma, beta, mean, inverseStd, y] + ofPlanes, on: traits)
    return plan
  }

  func rounds(_ operands: Operands) -> Int { ChannelPlanes(operands).rounds }
}
