import ConcordNN

extension PatchEmbedding: MemoryFormula {
  /// Weight channels·patch²·outputs, bias outputs. The patches, a copy of the image; outputs of each. Backward, where what is before it
  /// learns: the gradients of both.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let inputs = channels * patch * patch
    let tokens = x.count / max(inputs, 1)
    let patches = tape.permute(x, to: [tokens, inputs])
    let parameters = [tape.parameter(inputs * outputs), tape.parameter(outputs)]
    return tape.rowProducts(patches, parameters[0], bias: parameters[1], outputs).view([tokens, outputs])
  }
}

extension MemoryTape {
  /// Each row by the transposed weights, and the bias where there is one. Backward: the gradient with respect to the rows, where they learn.
  mutating func rowProducts(_ x: TapeTensor, _ weight: TapeTensor, bias: TapeTensor?, _ outputs: Int) -> TapeTensor {
    let rows = x.shape.dropLast().reduce(1, *)
    let multiplyAdds = x.count * outputs
    let y = product(
      "matmul", reads: [x, weight] + [bias].compactMap(\.self), gives: [rows * outputs], multiplyAdds: multiplyAdds)
    backward(from: y) { tape, dy in
      if bias != nil { tape.step("batch_sum", reads: [dy]) }
      if tape.learns(x) {
        tape.add(tape.step("matmul", reads: [dy, weight], gives: x.shape, multiplyAdds: multiplyAdds), to: x)
      }
      tape.step("matmul", reads: [dy, x], multiplyAdds: multiplyAdds)
    }
    return y.view(x.shape.dropLast() + [outputs])
  }
}
