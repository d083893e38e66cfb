import ConcordNN

extension LayerNorm: MemoryFormula {
  /// Weight and bias D. Output, mean and inverse standard deviation of each row; the gradient with respect to its input, and each
  /// row's gradient of the weight, D.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.groupNorm(x, parameters: count, groups: x.count / max(count, 1), gradients: x.count)
  }
}
