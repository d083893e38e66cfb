import ConcordKit

extension Multiply: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    return OperationPlan([
      .elementwise(
        KernelName(.multiply, "concord_multiply"), [operands.input(0), operands.input(1), operands.output(0)], count: count,
        on: traits)
    ])
  }
}
