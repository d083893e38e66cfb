import ConcordNN

extension CrossEntropy: LossFormula {
  /// The weights of the classes. The loss of each position, with it the gradient of the logits, and of several the sum for each sample.
  public func record(_ output: TapeTensor, target: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    if isPlain(for: output.shape) { return tape.loss("softmax_cross_entropy", of: output, target) }
    if let classWeights { tape.constant(classWeights) }
    let losses = tape.loss("dense_cross_entropy", of: output, target, losses: target.count)
    return target.count == 1 ? losses : tape.step("reduce", reads: [losses], gives: [1])
  }
}
