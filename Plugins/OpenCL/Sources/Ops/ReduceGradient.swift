import ConcordKit

extension ReduceGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0) * columns
    guard count > 0 else { return OperationPlan() }
    return OperationPlan([
      .elementwise(
        KernelName(.reduceGradient, "concord_reduce_gradient"), [operands.input(0), operands.output(0)], count: count,
        [.dimension(columns), .dimension(kind == .mean ? columns : 1)], on: traits)
    ])
  }
}
