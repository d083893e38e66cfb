import ConcordKit

extension RecurrenceGradient: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    RecurrentShapes.each { shape, cell, variant, values in
      let operation = RecurrenceGradient(
        cell, reversed: variant.reversed, lengths: variant.lengths, initial: variant.initial, sequence: variant.sequence,
        last: variant.last)
      var inputs: [CaseInput] = [.values(shape.w(cell)), .values(shape.y)]
      if cell.saved > 0 { inputs.append(.values(shape.saved(cell))) }
      if variant.lengths { inputs.append(shape.lengths) }
      if variant.initial { inputs.append(.values(shape.states(cell))) }
      if variant.sequence { inputs.append(.values(shape.y)) }
      if variant.last { inputs.append(.values(shape.states(cell))) }
      let gradients = [("y", variant.sequence), ("last", variant.last)].filter(\.1).map(\.0).joined(separator: "+")
      list.add(
        operation,
        ["cell": cell.rawValue, "samples": shape.samples, "times": shape.times, "units": shape.units, "of": gradients],
        with: variant.text, inputs: inputs, values: values)
    }
  }
}
