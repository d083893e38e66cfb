import ConcordNN

extension Loss {
  /// The loss of each sample and with it the gradient with respect to its logits; the target where labels become one.
  func record(_ logits: TapeTensor, labels: TapeTensor, on tape: inout MemoryTape) {
    let target = takesOneHotTarget ? tape.step("one_hot", reads: [labels], gives: logits.shape) : labels
    let outputs = tape.step(operationName, reads: [logits, target], gives: [[1], logits.shape])
    tape.backward { tape in tape.add(outputs[1], to: logits) }
    tape.step("batch_sum", reads: [outputs[0]])
  }

  private var operationName: String {
    switch self {
    case .crossEntropy: "softmax_cross_entropy"
    case .meanSquaredError: "mean_squared_error"
    case .binaryCrossEntropy: "binary_cross_entropy"
    }
  }
}
