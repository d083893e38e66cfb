import ConcordNN

extension Linear: MemoryFormula {
  /// Weight in·out, bias out where there is one. Output: out for each row; where a sample is one row, a ReLU after it is computed in the same pass.
  /// Backward: the gradient with respect to its input.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let rows = x.shape.dropLast().reduce(1, *)
    let multiplyAdds = rows * inputs * outputs
    let parameters = [tape.parameter(inputs * outputs)] + (bias ? [tape.parameter(outputs)] : [])
    let y = tape.product("matmul", reads: [x] + parameters, gives: [rows * outputs], multiplyAdds: multiplyAdds)
    tape.backward(from: y) { tape, dy in
      if bias { tape.step("batch_sum", reads: [dy]) }
      if tape.learns(x) {
        tape.add(tape.step("matmul", reads: [dy], gives: x.shape, multiplyAdds: multiplyAdds), to: x)
      }
      tape.step("matmul", reads: [dy, x], multiplyAdds: multiplyAdds)
    }
    return y.view(x.shape.dropLast() + [outputs])
  }
}
