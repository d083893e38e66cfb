import ConcordKit

extension AdagradUpdate: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    .dividing(
      .adagrad, "concord_adagrad", [operands.output(0), operands.input(1), operands.output(1)], count: operands.count(0),
      [.float(epsilon), .float(weightDecay), operands.scalar(0)], on: traits)
  }
}
