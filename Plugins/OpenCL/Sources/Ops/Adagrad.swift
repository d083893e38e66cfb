import ConcordKit

extension AdagradUpdate: OpenCLOperation {
  static var forms: Forms<Problem<Self>> {
    .dividing(.adagrad, "concord_adagrad") { operation, operands in
      [
        "p": operands.output(0), "g": operands.input(1), "s": operands.output(1), "epsilon": .float(operation.epsilon),
        "weight_decay": .float(operation.weightDecay), "rate": operands.scalar(0),
      ]
    }
  }
}
