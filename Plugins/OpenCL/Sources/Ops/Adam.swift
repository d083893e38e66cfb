import ConcordKit

extension AdamUpdate: OpenCLOperation {
  static var forms: Forms<Problem<Self>> {
    .dividing(.adam, "concord_adam") { operation, operands in
      [
        "p": operands.output(0), "g": operands.input(1), "m": operands.output(1), "v": operands.output(2),
        "beta1": .float(operation.beta1), "beta1_complement": .float(operation.beta1Complement),
        "beta2": .float(operation.beta2), "beta2_complement": .float(operation.beta2Complement),
        "epsilon": .float(operation.epsilon), "weight_decay": .float(operation.weightDecay),
        "decay": operation.decoupled ? operands.scalar(2) : .float(0), "step_size": operands.scalar(0),
        "root_correction": operands.scalar(1),
      ]
    }
  }
}
