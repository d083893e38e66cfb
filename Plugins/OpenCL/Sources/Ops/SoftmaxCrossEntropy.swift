import ConcordKit

extension SoftmaxCrossEntropy: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (samples, classes) = (operands.shape(0)[0], operands.shape(0)[1])
    guard samples > 0 else { return OperationPlan() }
    let tensors = [operands.input(0), operands.input(1), operands.output(0), operands.output(1), .dimension(classes)]
    guard let smoothing = smoothing(classes: classes) else {
      return OperationPlan([
        .byRow(
          KernelName(.softmaxCrossEntropy, "concord_softmax_cross_entropy"), tensors + [operands.scalar(0)],
          rows: samples, on: traits)
      ])
    }
    let constants = [smoothing.complement, smoothing.atLabel, smoothing.elsewhere].map { Launch.Argument.float($0) }
    return OperationPlan([
      .byRow(
        KernelName(.softmaxCrossEntropySmoothed, "concord_softmax_cross_entropy_smoothed"),
        tensors + constants + [operands.scalar(0)], rows: samples, on: traits)
    ])
  }

  func rounds(_ operands: Operands) -> Int { (labelSmoothing > 0 ? 6 : 4) * operands.shape(0)[1] }
}
