import ConcordKit

/// `concord_recurrence` of `recurrence.cl`.
extension Recurrence: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) throws(OperationError) -> OperationPlan {
    let (samples, times, units) = (operands.shape(0)[0], operands.shape(0)[1], operands.shape(1)[1])
    let kernels = RecurrentKernels(cell: cell, samples: samples, times: times, units: units, traits: traits)
    // What is not there is not read.
    let none = operands.input(0)
    return try kernels.plan(
      operands, function: "concord_recurrence", depth: units, columns: kernels.rows,
      weights: (operands.input(1), rowStep: 1, columnStep: units), before: [operands.input(0)],
      after: [
        bias ? operands.input(2) : none, lengths ? operands.input(bias ? 3 : 2) : none,
        initial ? operands.input(operands.inputTypes.count - 1) : none, operands.output(0), operands.output(1),
        operands.output(cell.saved > 0 ? 2 : 0),
      ], scalars: [.flag(reversed), .flag(bias), .flag(lengths), .flag(initial)], backwards: false)
  }
}
