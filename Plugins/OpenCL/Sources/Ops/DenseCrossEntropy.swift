import ConcordKit

extension DenseCrossEntropy: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (classes, positions) = (operands.shape(0)[1], operands.shape(0)[2])
    let count = operands.count(1)
    guard count > 0 else { return }
    let smoothing = smoothing(classes: classes)
    plan.launch(
      KernelName(.denseCrossEntropy, "concord_dense_cross_entropy"), .elements(count, each: 1),
      [
        "logits": operands.input(0), "targets": operands.input(1), "weights": operands.input(weighted ? 2 : 0),
        "loss": operands.output(0), "gradient": operands.output(1), "count": .count(count), "classes": .dimension(classes),
        "positions": .dimension(positions), "is_weighted": .flag(weighted), "ignores": .flag(ignoredLabel != nil),
        "ignored": .uint(UInt32(bitPattern: ignoredLabel ?? 0)), "is_smoothed": .flag(labelSmoothing > 0),
        "complement": .float(smoothing.complement), "at_label": .float(smoothing.atLabel),
        "elsewhere": .float(smoothing.elsewhere), "scale": operands.scalar(0),
      ])
  }

  func rounds(_ operands: Operands) -> Int { (labelSmoothing > 0 ? 6 : 4) * operands.shape(0)[1] }
}
