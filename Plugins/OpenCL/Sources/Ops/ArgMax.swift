import ConcordKit

extension ArgMax: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (rows, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    guard rows > 0 else { return }
    plan.launch(
      KernelName(.argmax, "concord_argmax"), .items(rows, group: 16),
      ["x": operands.input(0), "y": operands.output(0), "rows": .dimension(rows), "columns": .dimension(columns)])
  }

  func rounds(_ operands: Operands) -> Int { operands.shape(0)[1] }
}
