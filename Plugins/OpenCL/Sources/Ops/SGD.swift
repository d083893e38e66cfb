import ConcordKit

extension SGDUpdate: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    return OperationPlan([
      .elementwise(
        KernelName(.sgd, "concord_sgd"), [operands.output(0), operands.input(1)], count: count,
        [.float(weightDecay), operands.scalar(0)], on: traits)
    ])
  }
}
