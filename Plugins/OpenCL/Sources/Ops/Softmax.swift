import ConcordKit

extension SoftmaxOperation: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (samples, queries, rows, columns) = rows(operands.inputTypes[0])
    guard rows > 0, columns > 0 else { return }
    let arguments: LaunchArguments = ["x": operands.input(0), "y": operands.output(0), "columns": .dimension(columns)]
    guard isMasked else {
      plan.launch(KernelName(.softmax, "concord_softmax"), .rows(rows), arguments)
      return
    }
    plan.launch(
      KernelName(.softmax, "concord_softmax_masked"), .rows(rows),
      arguments.with([
        "lengths": lengths ? operands.input(1) : operands.input(0).untyped, "rows_each": .dimension(rows / samples),
        "queries": .dimension(queries), "is_causal": .flag(causal), "has_lengths": .flag(lengths),
      ]))
  }

  func rounds(_ operands: Operands) -> Int { 3 * rows(operands.inputTypes[0]).columns }
}
