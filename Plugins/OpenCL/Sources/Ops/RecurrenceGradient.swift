import ConcordKit

/// `concord_recurrence_gradient` of `recurrence.cl`.
extension RecurrenceGradient: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) throws(OperationError) {
    let (samples, times, units) = (operands.shape(1)[0], operands.shape(1)[1], operands.shape(0)[1])
    var next = 2
    // What is not there is not read.
    func input(_ isThere: Bool) -> LaunchArgument {
      guard isThere else { return operands.input(1).untyped }
      next += 1
      return operands.input(next - 1)
    }
    let (saved, lengthsGiven, initialGiven) = (input(cell.saved > 0), input(lengths), input(initial))
    let (dy, dlast) = (input(sequence), input(last))
    let states = hasHidden ? 2 : 1
    try RecurrentPass(
      cell: cell, samples: samples, times: times, units: units, function: "concord_recurrence_gradient",
      depth: cell.gates * units, columns: units, weights: operands.input(0), weightSteps: (row: units, column: 1),
      arguments: [
        "y": operands.input(1), "saved": saved, "lengths": lengthsGiven, "initial": initialGiven, "dy": dy, "dlast": dlast,
        "dp": operands.output(0), "dhidden": operands.output(hasHidden ? 1 : 0), "previous": operands.output(states),
        "dinitial": operands.output(states + 1), "reversed": .flag(reversed), "has_lengths": .flag(lengths),
        "has_initial": .flag(initial), "has_dy": .flag(sequence), "has_dlast": .flag(last),
      ], isBackward: true
    ).add(to: &plan, on: traits)
  }
}
