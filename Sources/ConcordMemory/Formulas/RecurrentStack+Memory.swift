import ConcordNN

extension MemoryTape {
  /// For each layer and direction, of G gates: weights G·hidden·columns and G·hidden², two biases G·hidden. The input's part, T·G·hidden; outputs
  /// T·hidden, states, and what the gradient needs. Backward: the gradient of the input's part (of a GRU, of the hidden part too), the states
  /// before each time, the gradient of the first ones, and that with respect to the input.
  mutating func recurrent(_ stack: RecurrentStack, _ inputs: [TapeTensor]) -> TapeTensor {
    var x = inputs[0]
    for layer in 0..<stack.layers {
      let isLast = layer == stack.layers - 1
      let outputs = (0..<stack.directions).map { _ in
        recurrent(stack, layer, x, lengths: inputs.dropFirst().first, givesStates: isLast && stack.last)
      }
      x = outputs.count == 1 ? outputs[0] : concatenate(outputs, axis: isLast && stack.last ? 1 : 2)
      if !isLast, stack.dropout > 0 { x = Dropout(stack.dropout).record(x, on: &self) }
    }
    return x
  }

  private mutating func recurrent(
    _ stack: RecurrentStack, _ layer: Int, _ x: TapeTensor, lengths: TapeTensor?, givesStates: Bool
  ) -> TapeTensor {
    let (cell, hidden, times) = (stack.cell, stack.hidden, x.shape[0])
    let rows = cell.gates * hidden
    let ofInput = parameter(rows * stack.columns(ofLayer: layer))
    let ofHidden = parameter(rows * hidden)
    let biases = stack.bias ? [parameter(rows), parameter(rows)] : []
    let p = rowProducts(x, ofInput, bias: biases.first, rows)
    let rest = [lengths].compactMap(\.self)
    let saved = cell.saved > 0 ? [[times, cell.saved, hidden]] : []
    let multiplyAdds = times * rows * hidden
    let outputs = step(
      "recurrence", reads: [p, ofHidden] + biases.dropFirst() + rest,
      gives: [[times, hidden], [cell.states, hidden]] + saved,
      multiplyAdds: multiplyAdds)
    backward { tape in
      let gradients = outputs.prefix(2).compactMap { tape.gradient(of: $0) }
      guard !gradients.isEmpty else { return }
      let made = tape.step(
        "recurrence_gradient", reads: [ofHidden, outputs[0]] + outputs.dropFirst(2) + rest + gradients,
        gives: [p.shape] + (cell == .gru ? [p.shape] : []) + [outputs[0].shape, outputs[1].shape], multiplyAdds: multiplyAdds)
      tape.add(made[0], to: p)
      let ofHiddenPart = made[cell == .gru ? 1 : 0]
      tape.step("matmul", reads: [ofHiddenPart, made[made.count - 2]], multiplyAdds: multiplyAdds)
      if stack.bias { tape.step("batch_sum", reads: [ofHiddenPart]) }
    }
    guard givesStates else { return outputs[0] }
    guard cell.states > 1 else { return outputs[1].view([hidden]) }
    let state = step("slice", reads: [outputs[1]], gives: [1, hidden])
    backward(from: state) { tape, dy in
      tape.add(tape.step("pad", reads: [dy], gives: outputs[1].shape), to: outputs[1])
    }
    return state.view([hidden])
  }
}
