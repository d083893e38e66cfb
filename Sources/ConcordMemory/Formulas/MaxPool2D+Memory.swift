import ConcordNN

extension MaxPool2D: MemoryFormula {
  /// Output, and the gradient with respect to its input, which reads the input again.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let sizes = x.shape.dropFirst().map { size in
      let room = size + 2 * window.padding - window.kernel
      guard window.ceilMode else { return room / window.stride + 1 }
      // The last window begins within the image, or the padding before it.
      return min((room + window.stride - 1) / window.stride, (size + window.padding - 1) / window.stride) + 1
    }
    let y = tape.step("max_pool2d", reads: [x], gives: [x.shape[0]] + sizes)
    tape.backward(from: y) { tape, dy in
      tape.add(tape.step("max_pool2d_gradient", reads: [x, dy], gives: x.shape), to: x)
    }
    return y
  }
}
