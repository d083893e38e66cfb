import ConcordNN

extension BatchNorm2D: MemoryFormula {
  /// Weight and bias C; running mean and variance C. Output, and mean and inverse standard deviation of the micro-batch, C each. The
  /// gradient with respect to its input is computed together with those of the parameters, C each, which are then added to
  /// the other micro-batches'.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let (weight, bias) = (tape.parameter(channels), tape.parameter(channels))
    for _ in ["running mean", "running variance"] { tape.state(channels) }
    let inputs = [x, weight, bias]
    guard tape.phase == .training else { return tape.step("batch_norm_inference", reads: inputs, gives: x.shape) }
    let outputs = tape.step(
      "batch_norm", reads: inputs, gives: [x.shape], fixed: [channels, channels], again: "batch_norm_apply")
    tape.backward(from: outputs[0]) { tape, dy in
      let gradients = tape.step(
        "batch_norm_gradient", reads: [x] + outputs.dropFirst() + [dy], gives: [x.shape], fixed: [channels, channels])
      if tape.learns(x) { tape.add(gradients[0], to: x) }
      for gradient in gradients.dropFirst() { tape.step("batch_sum", reads: [gradient]) }
    }
    return outputs[0]
  }
}
