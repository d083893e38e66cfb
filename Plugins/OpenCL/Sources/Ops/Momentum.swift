import ConcordKit

extension MomentumUpdate: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    return OperationPlan([
      .elementwise(
        KernelName(.momentum, "concord_momentum"), [operands.output(0), operands.input(1), operands.output(1)], count: count,
        [.float(momentum), .flag(nesterov), .float(weightDecay), operands.scalar(0)], on: traits)
    ])
  }
}
