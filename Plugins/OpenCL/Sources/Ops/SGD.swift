import ConcordKit

extension SGDUpdate: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let count = operands.count(0)
    guard count > 0 else { return }
    plan.launch(
      KernelName(.sgd, "concord_sgd"), .elements(count),
      [
        "p": operands.output(0), "g": operands.input(1), "count": .count(count), "weight_decay": .float(weightDecay),
        "rate": operands.scalar(0),
      ])
  }
}
