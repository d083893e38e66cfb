import ConcordKit

extension BatchNorm: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let planes = ChannelPlanes(operands)
    guard planes.channels > 0 else { return OperationPlan() }
    let (x, gamma, beta) = (operands.input(0), operands.input(1), operands.input(2))
    let (y, mean, inverseStd) = (operands.output(0), operands.output(1), operands.output(2))
    let running = [operands.output(3), operands.output(4)]
    let constants: [Launch.Argument] = [.float(epsilon), .float(momentum), .float(momentumComplement)]
    guard !planes.suitChannels(traits) else {
      return OperationPlan([
        planes.channelLaunch(
          KernelName(.batchNorm, "concord_batch_norm"),
          [x, gamma, beta, y, mean, inverseStd] + running + planes.dimensions + constants)
      ])
    }
    let sums = operands.workspace
    let ofPlanes: [Launch.Argument] = [.dimension(planes.count), .dimension(planes.channels), .dimension(planes.positions)]
    var plan = OperationPlan(workspaceByteCount: planes.count * MemoryLayout<Float>.size)
    plan.launches += planes.planeLaunch(
      KernelName(.batchNorm, "concord_batch_norm_sums"),
      [x, sums, .dimension(planes.count), .dimension(planes.positions)])
    plan.launches.append(
      planes.channelLaunch(KernelName(.batchNorm, "concord_batch_norm_mean"), [sums, mean] + planes.dimensions))
    plan.launches += planes.planeLaunch(KernelName(.batchNorm, "concord_batch_norm_squares"), [x, mean, sums] + ofPlanes)
    plan.launches.append(
      planes.channelLaunch(
        KernelName(.batchNorm, "concord_batch_norm_variance"),
        [sums, mean, inverseStd] + running + planes.dimensions + constants))
    plan.launches += planes.planeLaunch(
      KernelName(.batchNorm, "concord_batch_norm_apply"), [x, gamma, beta, mean, inverseStd, y] + ofPlanes)
    return plan
  }

  func rounds(_ operands: Operands) -> Int { ChannelPlanes(operands).rounds }
}
