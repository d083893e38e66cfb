import ConcordKit

extension LossGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    return OperationPlan([
      .elementwise(
        KernelName(.lossGradient, "concord_loss_gradient"), [operands.output(0)], count: count, each: 1, [operands.scalar(0)],
        on: traits)
    ])
  }
}
