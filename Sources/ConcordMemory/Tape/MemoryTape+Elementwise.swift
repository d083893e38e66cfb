extension MemoryTape {
  /// What the gradient of an activation reads.
  enum ActivationValue { case input, output }

  /// A function of each element.
  mutating func activation(_ x: TapeTensor, gradientReads value: ActivationValue) -> TapeTensor {
    let y = step("activation", reads: [x], gives: x.shape, mayOverwrite: [x])
    activationGradient(of: x, y, reads: value == .input ? x : y)
    return y
  }

  mutating func activationGradient(of x: TapeTensor, _ y: TapeTensor, reads value: TapeTensor) {
    backward(from: y) { tape, dy in
      let dx = tape.step("activation_gradient", reads: [value, dy], gives: x.shape, mayOverwrite: [value, dy])
      tape.add(dx, to: x)
    }
  }

  /// A function of each row, whose gradient reads what it gave.
  mutating func rows(_ name: String, _ x: TapeTensor) -> TapeTensor {
    let y = step(name, reads: [x], gives: x.shape)
    backward(from: y) { tape, dy in tape.add(tape.step(name + "_gradient", reads: [y, dy], gives: x.shape), to: x) }
    return y
  }
}
