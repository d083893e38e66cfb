import ConcordKit

extension DenseCrossEntropy: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (classes, positions) = (operands.shape(0)[1], operands.shape(0)[2])
    let count = operands.count(1)
    guard count > 0 else { return OperationPlan() }
    let smoothing = smoothing(classes: classes)
    return OperationPlan([
      .elementwise(
        KernelName(.denseCrossEntropy, "concord_dense_cross_entropy"),
        [operands.input(0), operands.input(1), operands.input(weighted ? 2 : 0), operands.output(0), operands.output(1)],
        count: count, each: 1,
        [
          .dimension(classes), .dimension(positions), .flag(weighted), .flag(ignoredLabel != nil),
          .uint(UInt32(bitPattern: ignoredLabel ?? 0)), .flag(labelSmoothing > 0), .float(smoothing.complement),
          .float(smoothing.atLabel), .float(smoothing.elsewhere), operands.scalar(0),
        ], on: traits)
    ])
  }

  func rounds(_ operands: Operands) -> Int { (labelSmoothing > 0 ? 6 : 4) * operands.shape(0)[1] }
}
