import ConcordKit

/// `concord_recurrence` of `recurrence.cl`.
extension Recurrence: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    let (samples, times, units) = (operands.shape(0)[0], operands.shape(0)[1], operands.shape(1)[1])
    // What is not there is not read.
    let none = operands.input(0).untyped
    try RecurrentPass(
      cell: cell, samples: samples, times: times, units: units, function: "concord_recurrence", depth: units,
      columns: cell.gates * units, weights: operands.input(1), weightSteps: (row: 1, column: units),
      arguments: [
        "p": operands.input(0), "bias": bias ? operands.input(2) : none,
        "lengths": lengths ? operands.input(bias ? 3 : 2) : none,
        "initial": initial ? operands.input(operands.inputTypes.count - 1) : none, "y": operands.output(0),
        "last": operands.output(1), "saved": operands.output(cell.saved > 0 ? 2 : 0), "reversed": .flag(reversed),
        "has_bias": .flag(bias), "has_lengths": .flag(lengths), "has_initial": .flag(initial),
      ], isBackward: false
    ).add(to: &plan, on: traits)
  }
}
