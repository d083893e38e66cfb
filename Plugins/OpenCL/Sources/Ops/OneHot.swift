import ConcordKit

extension OneHot: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let count = operands.count(0) * classes
    guard count > 0 else { return }
    plan.launch(
      KernelName(.oneHot, "concord_one_hot"), .elements(count, each: 1),
      ["labels": operands.input(0), "y": operands.output(0), "count": .count(count), "classes": .dimension(classes)])
  }
}
