import ConcordFiles

/// The first operation of a step whose output is not finite, with what it read.
struct NonFiniteOperation {
  let operation: PlacedOperation
  let inputs: [TracedTensor]
  let output: TracedTensor
  let element: Int

  /// Makes the micro-batch up to there; to its end, and nil, where all is finite.
  init?(_ trace: StepTrace) throws {
    for index in trace.nodes.indices {
      let inputs = try trace.inputs(of: index)
      try trace.run(index)
      for output in try trace.outputs(of: index) {
        guard let element = output.firstNonFinite else { continue }
        (operation, self.inputs, self.output, self.element) = (PlacedOperation(trace, index), inputs, output, element)
        return
      }
    }
    return nil
  }

  var text: String {
    let ranges = inputs.map { "'\($0.name.printable(limit: 100))' \($0.type) from \($0.range)" }.joined(separator: "; ")
    return "the first number that is not finite comes from \(operation.text), which gives \(output.value(element)) at "
      + "element \(element) of '\(output.name.printable(limit: 100))' \(output.type); its inputs: \(ranges)"
  }
}
