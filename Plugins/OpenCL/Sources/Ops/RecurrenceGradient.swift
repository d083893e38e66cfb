import ConcordKit

/// `concord_recurrence_gradient` of `recurrence.cl`.
extension RecurrenceGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) throws(OperationError) -> OperationPlan {
    let (samples, times, units) = (operands.shape(1)[0], operands.shape(1)[1], operands.shape(0)[1])
    let kernels = RecurrentKernels(cell: cell, samples: samples, times: times, units: units, traits: traits)
    var next = 2
    // What is not there is not read.
    func input(_ isThere: Bool) -> Launch.Argument {
      guard isThere else { return operands.input(1) }
      next += 1
      return operands.input(next - 1)
    }
    let inputs = [cell.saved > 0, lengths, initial, sequence, last].map(input)
    let states = hasHidden ? 2 : 1
    return try kernels.plan(
      operands, function: "concord_recurrence_gradient", depth: kernels.rows, columns: units,
      weights: (operands.input(0), rowStep: units, columnStep: 1), before: [],
      after: [operands.input(1)] + inputs + [
        operands.output(0), operands.output(hasHidden ? 1 : 0), operands.output(states), operands.output(states + 1),
      ], scalars: [.flag(reversed), .flag(lengths), .flag(initial), .flag(sequence), .flag(last)], backwards: true)
  }
}
