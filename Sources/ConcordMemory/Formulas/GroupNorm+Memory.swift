import ConcordNN

extension GroupNorm: MemoryFormula {
  /// Weight and bias C. Output, mean and inverse standard deviation of each group; the gradient with respect to its input, and each
  /// sample's gradient of the weight, C.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.groupNorm(x, parameters: channels, groups: groups, gradients: channels)
  }
}

extension MemoryTape {
  /// - Parameters:
  ///   - parameters: The elements of weight and of bias.
  ///   - groups: How many means a sample has.
  ///   - gradients: The elements of the weight's gradient for each sample.
  mutating func groupNorm(_ x: TapeTensor, parameters: Int, groups: Int, gradients: Int) -> TapeTensor {
    let (weight, bias) = (parameter(parameters), parameter(parameters))
    let outputs = step("group_norm", reads: [x, weight, bias], gives: [x.shape, [groups], [groups]])
    backward(from: outputs[0]) { tape, dy in
      let parts = tape.step(
        "group_norm_gradient", reads: [x] + outputs.dropFirst() + [dy], gives: [x.shape, [gradients]])
      if tape.learns(x) { tape.add(parts[0], to: x) }
      tape.step("batch_sum", reads: [parts[1]])
      tape.step("batch_sum", reads: [dy])
    }
    return outputs[0]
  }
}
