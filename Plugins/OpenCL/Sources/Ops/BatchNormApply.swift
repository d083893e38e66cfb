import ConcordKit

/// The last launch of ``BatchNorm``.
extension BatchNormApply: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let planes = ChannelPlanes(operands)
    return OperationPlan(
      planes.planeLaunch(
        KernelName(.batchNorm, "concord_batch_norm_apply"),
        (0..<5).map(operands.input) + [
          operands.output(0), .dimension(planes.count), .dimension(planes.channels), .dimension(planes.positions),
        ], on: traits))
  }

  func rounds(_ operands: Operands) -> Int { ChannelPlanes(operands).rounds }
}
