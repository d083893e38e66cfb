import ConcordKit

extension ActivationGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    let kernel =
      switch function {
      case .relu: KernelName(.activationGradient, "concord_relu_gradient")
      }
    return OperationPlan([
      .elementwise(kernel, [operands.input(0), operands.input(1), operands.output(0)], count: count)
    ])
  }
}
