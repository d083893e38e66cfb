import ConcordKit

extension AvgPool2DGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    OperationPlan(
      window.launch(
        KernelName(.avgPool2DGradient, "concord_avg_pool2d_gradient"), [operands.input(0), operands.output(0)],
        x: operands.outputShape(0), y: operands.shape(0), on: traits))
  }

  func rounds(_ operands: Operands) -> Int { window.gradientRounds(x: operands.outputShape(0), y: operands.shape(0)) }
}
