import ConcordKit

extension RMSpropUpdate: OpenCLOperation {
  static var forms: Forms<Problem<Self>> {
    .dividing(.rmsprop, "concord_rmsprop") { operation, operands in
      [
        "p": operands.output(0), "g": operands.input(1), "v": operands.output(1), "alpha": .float(operation.alpha),
        "alpha_complement": .float(operation.alphaComplement), "epsilon": .float(operation.epsilon),
        "weight_decay": .float(operation.weightDecay), "rate": operands.scalar(0),
      ]
    }
  }
}
