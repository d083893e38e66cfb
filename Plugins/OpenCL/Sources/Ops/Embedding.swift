import ConcordKit

extension EmbeddingOperation: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (count, rows, width) = (operands.count(0), operands.shape(1)[0], operands.shape(1)[1])
    guard count > 0, width > 0 else { return }
    plan.launch(
      KernelName(.embedding, "concord_embedding"), .columns(width, rows: count),
      [
        "indices": operands.input(0), "table": operands.input(1), "y": operands.output(0), "count": .dimension(count),
        "rows": .dimension(rows), "width": .dimension(width),
      ])
  }
}
