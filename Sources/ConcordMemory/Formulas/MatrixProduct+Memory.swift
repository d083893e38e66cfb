import ConcordNN

extension MatrixProduct: MultiTensorFormula {
  /// The products. Backward: the gradient of each factor, which reads the other.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) -> [TapeTensor] {
    let (a, b) = (inputs[0], inputs[1])
    let shape = a.shape.dropLast() + [b.shape[b.shape.count - 1]]
    return [tape.batchedProduct(a, b, gives: Array(shape), depth: a.shape[a.shape.count - 1])]
  }
}

extension MemoryTape {
  /// As many products as there are places of the leading axes. Backward: the gradients of both factors.
  mutating func batchedProduct(_ a: TapeTensor, _ b: TapeTensor, gives shape: [Int], depth: Int) -> TapeTensor {
    let multiplyAdds = shape.reduce(1, *) * depth
    let c = step("matmul", reads: [a, b], gives: shape, multiplyAdds: multiplyAdds)
    backward(from: c) { tape, dc in
      if tape.learns(a) { tape.add(tape.step("matmul", reads: [dc, b], gives: a.shape, multiplyAdds: multiplyAdds), to: a) }
      if tape.learns(b) { tape.add(tape.step("matmul", reads: [dc, a], gives: b.shape, multiplyAdds: multiplyAdds), to: b) }
    }
    return c
  }
}
