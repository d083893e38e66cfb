import ConcordKit

extension Activation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    return OperationPlan([
      .elementwise(
        KernelName(function.bendsAtZero ? .relu : .activation, "concord_activation_\(function.rawValue)"),
        [operands.input(0), operands.output(0)],
        count: count, function == .leakyReLU ? [.float(slope)] : [], on: traits)
    ])
  }
}

extension ActivationFunction {
  /// Whether it is in `relu.cl`, not in `activation_functions.cl`.
  var bendsAtZero: Bool { self == .relu || self == .leakyReLU }
}
