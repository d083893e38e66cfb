import ConcordKit

extension MeanSquaredErrorOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (samples, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    guard samples > 0 else { return OperationPlan() }
    return OperationPlan([
      .byRow(
        KernelName(.meanSquaredError, "concord_mean_squared_error"),
        [
          operands.input(0), operands.input(1), operands.output(0), operands.output(1), .dimension(columns),
          .float(Self.share(columns: columns)), operands.scalar(0),
        ], rows: samples, on: traits)
    ])
  }

  func rounds(_ operands: Operands) -> Int { 3 * operands.shape(0)[1] }
}
