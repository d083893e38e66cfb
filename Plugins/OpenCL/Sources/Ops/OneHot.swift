import ConcordKit

extension OneHot: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0) * classes
    guard count > 0 else { return OperationPlan() }
    return OperationPlan([
      .elementwise(
        KernelName(.oneHot, "concord_one_hot"), [operands.input(0), operands.output(0)], count: count, each: 1,
        [.dimension(classes)], on: traits)
    ])
  }
}
