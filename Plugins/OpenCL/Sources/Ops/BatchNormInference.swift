import ConcordKit

extension BatchNormInference: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let planes = ChannelPlanes(operands)
    planes.addPlanes(
      KernelName(.batchNormInference, "concord_batch_norm_inference"), to: &plan,
      planes.ofPlanes.with([
        "x": operands.input(0), "gamma": operands.input(1), "beta": operands.input(2), "running_mean": operands.input(3),
        "running_variance": operands.input(4), "y": operands.output(0), "epsilon": .float(epsilon),
      ]))
  }

  func rounds(_ operands: Operands) -> Int { ChannelPlanes(operands).rounds }
}
