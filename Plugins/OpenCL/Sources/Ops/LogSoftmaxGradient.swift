import ConcordKit

extension LogSoftmaxGradient: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (rows, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    guard rows > 0, columns > 0 else { return }
    plan.launch(
      KernelName(.logSoftmaxGradient, "concord_log_softmax_gradient"), .rows(rows),
      ["y": operands.input(0), "dy": operands.input(1), "dx": operands.output(0), "columns": .dimension(columns)])
  }

  func rounds(_ operands: Operands) -> Int { 3 * operands.shape(0)[1] }
}
