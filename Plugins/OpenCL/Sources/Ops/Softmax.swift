import ConcordKit

extension SoftmaxOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (samples, queries, rows, columns) = rows(operands.inputTypes[0])
    guard rows > 0, columns > 0 else { return OperationPlan() }
    guard isMasked else {
      return OperationPlan([
        .byRow(
          KernelName(.softmax, "concord_softmax"), [operands.input(0), operands.output(0), .dimension(columns)], rows: rows,
          on: traits)
      ])
    }
    return OperationPlan([
      .byRow(
        KernelName(.softmax, "concord_softmax_masked"),
        [
          operands.input(0), operands.input(lengths ? 1 : 0), operands.output(0), .dimension(columns),
          .dimension(rows / samples), .dimension(queries), .flag(causal), .flag(lengths),
        ], rows: rows, on: traits)
    ])
  }

  func rounds(_ operands: Operands) -> Int { 3 * rows(operands.inputTypes[0]).columns }
}
