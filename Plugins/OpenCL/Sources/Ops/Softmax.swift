import ConcordKit

extension SoftmaxOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (rows, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    guard rows > 0, columns > 0 else { return OperationPlan() }
    return OperationPlan([
      .byRow(
        KernelName(.softmax, "concord_softmax"), [operands.input(0), operands.output(0), .dimension(columns)], rows: rows,
        on: traits)
    ])
  }

  func rounds(_ operands: Operands) -> Int { 3 * operands.shape(0)[1] }
}
