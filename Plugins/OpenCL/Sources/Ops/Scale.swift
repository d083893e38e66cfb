import ConcordKit

extension Scale: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    return OperationPlan([
      .elementwise(KernelName(.scale, "concord_scale"), [operands.output(0), operands.input(1)], count: count, on: traits)
    ])
  }
}
