import ConcordKit

extension Activation: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let count = operands.count(0)
    guard count > 0 else { return }
    let slope: LaunchArguments = function == .leakyReLU ? ["slope": .float(slope)] : [:]
    plan.launch(
      KernelName(function.bendsAtZero ? .relu : .activation, "concord_activation_\(function.rawValue)"), .elements(count),
      (["x": operands.input(0), "y": operands.output(0), "count": .count(count)] as LaunchArguments).with(slope))
  }
}

extension ActivationFunction {
  /// Whether it is in `relu.cl`, not in `activation_functions.cl`.
  var bendsAtZero: Bool { self == .relu || self == .leakyReLU }
}
