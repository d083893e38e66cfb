import ConcordKit

extension RMSpropUpdate: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    .dividing(
      .rmsprop, "concord_rmsprop", [operands.output(0), operands.input(1), operands.output(1)], count: operands.count(0),
      [.float(alpha), .float(alphaComplement), .float(epsilon), .float(weightDecay), operands.scalar(0)], on: traits)
  }
}
