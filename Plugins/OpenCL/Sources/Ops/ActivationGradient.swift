import ConcordKit

extension ActivationGradient: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let count = operands.count(0)
    guard count > 0 else { return }
    let memory: LaunchArguments = ["dy": operands.input(1), "dx": operands.output(0), "count": .count(count)]
    let name = "concord_activation_gradient_\(function.rawValue)"
    guard function.bendsAtZero else {
      return plan.launch(KernelName(.activationGradient, name), .elements(count), memory.with(["values": operands.input(0)]))
    }
    let slope: LaunchArguments = function == .leakyReLU ? ["slope": .float(slope)] : [:]
    plan.launch(KernelName(.reluGradient, name), .elements(count), memory.with(["y": operands.input(0)]).with(slope))
  }
}
