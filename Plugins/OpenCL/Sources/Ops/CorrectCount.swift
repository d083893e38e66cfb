import ConcordKit

extension CorrectCount: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (rows, classes) = (operands.shape(0)[0], operands.shape(0)[1])
    let group = traits.prefersLocalMemory ? traits.limits.rowGroup : 64
    return OperationPlan([
      Launch(
        KernelName(.correctCount, "concord_correct_count"),
        [
          operands.input(0), operands.input(1), operands.output(0), .dimension(rows), .dimension(classes),
          .flag(accumulate),
        ], items: [group], local: [group])
    ])
  }

  func rounds(_ operands: Operands) -> Int { (operands.shape(0)[0] / 64 + 1) * (operands.shape(0)[1] + 1) }
}
