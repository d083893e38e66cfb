import ConcordKit

extension LossGradient: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let count = operands.count(0)
    guard count > 0 else { return }
    plan.launch(
      KernelName(.lossGradient, "concord_loss_gradient"), .elements(count, each: 1),
      ["gradient": operands.output(0), "count": .count(count), "scale": operands.scalar(0)])
  }
}
