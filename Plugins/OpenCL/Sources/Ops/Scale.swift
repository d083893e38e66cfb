import ConcordKit

extension Scale: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let count = operands.count(0)
    guard count > 0 else { return }
    plan.launch(
      KernelName(.scale, "concord_scale"), .elements(count),
      ["x": operands.output(0), "factor": operands.input(1), "count": .count(count)])
  }
}
