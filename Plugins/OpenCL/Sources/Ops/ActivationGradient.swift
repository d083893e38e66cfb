import ConcordKit

extension ActivationGradient: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    return OperationPlan([
      .elementwise(
        KernelName(
          function.bendsAtZero ? .reluGradient : .activationGradient, "concord_activation_gradient_\(function.rawValue)"),
        [operands.input(0), operands.input(1), operands.output(0)], count: count,
        function == .leakyReLU ? [.float(slope)] : [], on: traits)
    ])
  }
}
