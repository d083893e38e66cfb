import ConcordKit

extension ArgMax: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (rows, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    guard rows > 0 else { return OperationPlan() }
    return OperationPlan([
      .items(
        KernelName(.argmax, "concord_argmax"),
        [operands.input(0), operands.output(0), .dimension(rows), .dimension(columns)], count: rows, local: 16, on: traits)
    ])
  }

  func rounds(_ operands: Operands) -> Int { operands.shape(0)[1] }
}
