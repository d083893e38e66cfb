import ConcordKit

extension Recurrence: ConformanceSubject {
  static func addCases(to list: inout CaseList) {
    RecurrentShapes.each { shape, cell, variant, values in
      let operation = Recurrence(
        cell, reversed: variant.reversed, bias: variant.bias, lengths: variant.lengths, initial: variant.initial)
      var inputs: [CaseInput] = [.values(shape.p(cell)), .values(shape.w(cell))]
      if variant.bias { inputs.append(.values([cell.gates * shape.units])) }
      if variant.lengths { inputs.append(shape.lengths) }
      if variant.initial { inputs.append(.values(shape.states(cell))) }
      list.add(operation, shape.parameters(cell, variant.bias), with: variant.text, inputs: inputs, values: values)
    }
  }
}
