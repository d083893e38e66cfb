import ConcordKit

extension AvgPool2DGradient: OpenCLOperation {
  static var forms: Forms<Problem<Self>> {
    .poolGradient(KernelName(.avgPool2DGradient, "concord_avg_pool2d_gradient")) { problem in
      PoolGradient(
        window: problem.operation.window, x: problem.operands.outputShape(0), y: problem.operands.shape(0),
        memory: ["dy": problem.operands.input(0), "dx": problem.operands.output(0)])
    }
  }

  func rounds(_ operands: Operands) -> Int { window.gradientRounds(x: operands.outputShape(0), y: operands.shape(0)) }
}
