import ConcordKit

extension SoftmaxCrossEntropy: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (samples, classes) = (operands.shape(0)[0], operands.shape(0)[1])
    guard samples > 0 else { return }
    let arguments: LaunchArguments = [
      "logits": operands.input(0), "labels": operands.input(1), "loss": operands.output(0), "gradient": operands.output(1),
      "classes": .dimension(classes), "scale": operands.scalar(0),
    ]
    guard let smoothing = smoothing(classes: classes) else {
      return plan.launch(KernelName(.softmaxCrossEntropy, "concord_softmax_cross_entropy"), .rows(samples), arguments)
    }
    plan.launch(
      KernelName(.softmaxCrossEntropySmoothed, "concord_softmax_cross_entropy_smoothed"), .rows(samples),
      arguments.with([
        "complement": .float(smoothing.complement), "at_label": .float(smoothing.atLabel),
        "elsewhere": .float(smoothing.elsewhere),
      ]))
  }

  func rounds(_ operands: Operands) -> Int { (labelSmoothing > 0 ? 6 : 4) * operands.shape(0)[1] }
}
