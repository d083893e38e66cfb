import ConcordKit

extension MaxPool2DGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    OperationPlan(
      window.launch(
        KernelName(.maxPool2DGradient, "concord_max_pool2d_gradient"),
        [operands.input(0), operands.input(1), operands.output(0)], x: operands.shape(0), y: operands.shape(1), on: traits))
  }

  func rounds(_ operands: Operands) -> Int { window.gradientRounds(x: operands.shape(0), y: operands.shape(1)) }
}
