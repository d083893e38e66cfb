import ConcordKit

extension MomentumUpdate: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let count = operands.count(0)
    guard count > 0 else { return }
    plan.launch(
      KernelName(.momentum, "concord_momentum"), .elements(count),
      [
        "p": operands.output(0), "g": operands.input(1), "v": operands.output(1), "count": .count(count),
        "momentum": .float(momentum), "nesterov": .flag(nesterov), "weight_decay": .float(weightDecay),
        "rate": operands.scalar(0),
      ])
  }
}
