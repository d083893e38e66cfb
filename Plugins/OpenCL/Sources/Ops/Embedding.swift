import ConcordKit

extension EmbeddingOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (count, rows, width) = (operands.count(0), operands.shape(1)[0], operands.shape(1)[1])
    return OperationPlan(
      Launch.rows(
        KernelName(.embedding, "concord_embedding"), rows: count, columns: width,
        [operands.input(0), operands.input(1), operands.output(0), .dimension(count), .dimension(rows), .dimension(width)],
        on: traits))
  }
}
