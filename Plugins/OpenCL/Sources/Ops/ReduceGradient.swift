import ConcordKit

extension ReduceGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (rows, inner) = (operands.shape(0)[0], operands.shape(0).dropFirst().reduce(1, *))
    let count = rows * columns * inner
    guard count > 0 else { return OperationPlan() }
    let memory = [operands.input(0), operands.output(0)]
    let divisor = kind == .mean ? columns : 1
    guard inner == 1 else {
      return OperationPlan(
        Launch.rows(
          KernelName(.reduceGradient, "concord_reduce_gradient_inner"), rows: rows * columns, columns: inner,
          memory + [.dimension(rows * columns), .dimension(inner), .dimension(columns), .dimension(divisor)], on: traits))
    }
    return OperationPlan([
      .elementwise(
        KernelName(.reduceGradient, "concord_reduce_gradient"), memory, count: count,
        [.dimension(columns), .dimension(divisor)], on: traits)
    ])
  }
}
