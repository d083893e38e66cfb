import ConcordKit

extension CorrectCount: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (rows, classes) = (operands.shape(0)[0], operands.shape(0)[1])
    plan.launch(
      KernelName(.correctCount, "concord_correct_count"), .oneGroup,
      [
        "logits": operands.input(0), "labels": operands.input(1), "count": operands.output(0), "rows": .dimension(rows),
        "classes": .dimension(classes), "accumulate": .flag(accumulate),
      ])
  }

  func rounds(_ operands: Operands) -> Int { (operands.shape(0)[0] / 64 + 1) * (operands.shape(0)[1] + 1) }
}
