import ConcordKit

extension MaxPool2DGradient: OpenCLOperation {
  static var forms: Forms<Problem<Self>> {
    .poolGradient(KernelName(.maxPool2DGradient, "concord_max_pool2d_gradient")) { problem in
      let operands = problem.operands
      return PoolGradient(
        window: problem.operation.window, x: operands.shape(0), y: operands.shape(1),
        memory: ["x": operands.input(0), "dy": operands.input(1), "dx": operands.output(0)])
    }
  }

  func steps(_ operands: Operands) -> Double { window.gradientSteps(y: operands.shape(1)) }

  func rounds(_ operands: Operands) -> Int { window.gradientRounds(x: operands.shape(0), y: operands.shape(1)) }
}
