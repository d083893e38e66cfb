import ConcordNN

extension MeanSquaredError: LossFormula {
  public func record(_ output: TapeTensor, target: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.elementLoss("mean_squared_error", self.target, output, target)
  }
}

extension BinaryCrossEntropy: LossFormula {
  public func record(_ output: TapeTensor, target: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.elementLoss("binary_cross_entropy", self.target, output, target)
  }
}

extension L1: LossFormula {
  public func record(_ output: TapeTensor, target: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.elementLoss("absolute_error", self.target, output, target)
  }
}

extension Huber: LossFormula {
  public func record(_ output: TapeTensor, target: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.elementLoss("absolute_error", self.target, output, target)
  }
}

extension MemoryTape {
  /// The loss of each sample and with it the gradient of the output; a row of 0 and 1 where labels become one.
  fileprivate mutating func elementLoss(
    _ name: String, _ kind: ElementTarget, _ output: TapeTensor, _ target: TapeTensor
  ) -> TapeTensor {
    let values = kind == .oneHot ? step("one_hot", reads: [target], gives: output.shape) : target
    return loss(name, of: output, values)
  }
}
