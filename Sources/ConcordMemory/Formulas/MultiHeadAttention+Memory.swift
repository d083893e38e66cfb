import ConcordNN

extension MultiHeadAttention: MultiTensorFormula {
  /// Weights 3·width² and width², biases 3·width and width. Of T queries and K keys: queries, keys and values, once as they come of the product
  /// and once by heads; the queries scaled; scores and weights, heads·T·K each (with dropout a third time); what the heads give, by
  /// heads and side by side; the output. Backward: a gradient of each but the scores before dropout, which have one of their own.
  ///
  /// Where queries and keys come of two sequences, copies of their parts of the first weights, with accumulators for them.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) -> [TapeTensor] {
    let lengths = tape.isInteger(inputs[inputs.count - 1]) ? inputs.last : nil
    let sequences = lengths == nil ? inputs : Array(inputs.dropLast())
    let weight = tape.parameter(3 * width * width)
    let added = bias ? tape.parameter(3 * width) : nil
    var parts: [TapeTensor] = []
    if sequences.count == 1 {
      parts = project(sequences[0], weight, added, parts: 3, on: &tape)
    } else {
      for (sequence, count) in zip(sequences, [1, 2]) {
        let share = tape.share(weight, count * width * width)
        let shareOfBias = added.map { tape.share($0, count * width) }
        parts += project(sequence, share, shareOfBias, parts: count, on: &tape)
      }
      // The second use of each of the two.
      tape.accumulator(3 * width * width, foldedBy: "batch_sum")
      if bias { tape.accumulator(3 * width, foldedBy: "batch_sum") }
    }
    tape.constant([scale])
    let raw = parts[0]
    let queries = tape.step("multiply", reads: [raw], gives: raw.shape, mayOverwrite: [raw])
    tape.backward(from: queries) { tape, dy in
      tape.add(tape.step("multiply", reads: [dy], gives: raw.shape, mayOverwrite: [dy]), to: raw)
    }
    let scores = tape.batchedProduct(
      queries, parts[1], gives: [heads, queries.shape[1], parts[1].shape[1]], depth: width / heads)
    let weights = tape.step("softmax", reads: [scores] + [lengths].compactMap(\.self), gives: scores.shape)
    tape.backward(from: weights) { tape, dy in
      tape.add(tape.step("softmax_gradient", reads: [weights, dy], gives: scores.shape), to: scores)
    }
    let kept = dropout > 0 ? Dropout(dropout).record(weights, on: &tape) : weights
    let values = tape.batchedProduct(kept, parts[2], gives: queries.shape, depth: parts[1].shape[1])
    let joined = tape.permute(values, to: [queries.shape[1], width])
    let out = tape.parameter(width * width)
    let outBias = bias ? tape.parameter(width) : nil
    return [tape.rowProducts(joined, out, bias: outBias, width)]
  }

  private func project(
    _ x: TapeTensor, _ weight: TapeTensor, _ bias: TapeTensor?, parts: Int, on tape: inout MemoryTape
  ) -> [TapeTensor] {
    let whole = tape.rowProducts(x, weight, bias: bias, parts * width)
    let shape = [heads, x.shape[0], width / heads]
    let outputs = tape.step("permute", reads: [whole], gives: [[Int]](repeating: shape, count: parts))
    tape.backward { tape in
      let gradients = outputs.compactMap { tape.gradient(of: $0) }
      guard gradients.count == parts else { return }
      tape.add(tape.step("permute", reads: gradients, gives: whole.shape), to: whole)
    }
    return outputs
  }
}

extension MemoryTape {
  /// A part of a parameter, copied. Its gradient is folded over the samples, then put among zeros into that of the whole.
  fileprivate mutating func share(_ parameter: TapeTensor, _ count: Int) -> TapeTensor {
    accumulator(count, foldedBy: "pad")
    return step("slice", reads: [parameter], fixed: [count])[0]
  }
}
