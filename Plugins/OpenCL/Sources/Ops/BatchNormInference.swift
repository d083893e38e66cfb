import ConcordKit

extension BatchNormInference: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let planes = ChannelPlanes(operands)
    return OperationPlan(
      planes.planeLaunch(
        KernelName(.batchNormInference, "concord_batch_norm_inference"),
        (0..<5).map(operands.input) + [
          operands.output(0), .dimension(planes.count), .dimension(planes.channels), .dimension(planes.positions),
          .float(epsilon),
        ], on: traits))
  }

  func rounds(_ operands: Operands) -> Int { ChannelPlanes(operands).rounds }
}
