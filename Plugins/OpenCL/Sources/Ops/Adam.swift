import ConcordKit

extension AdamUpdate: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    .dividing(
      .adam, "concord_adam", [operands.output(0), operands.input(1), operands.output(1), operands.output(2)],
      count: operands.count(0),
      [
        .float(beta1), .float(beta1Complement), .float(beta2), .float(beta2Complement), .float(epsilon), .float(weightDecay),
        decoupled ? operands.scalar(2) : .float(0), operands.scalar(0), operands.scalar(1),
      ], on: traits)
  }
}
