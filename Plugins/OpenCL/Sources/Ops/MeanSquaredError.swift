import ConcordKit

extension MeanSquaredErrorOperation: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let (samples, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    guard samples > 0 else { return }
    plan.launch(
      KernelName(.meanSquaredError, "concord_mean_squared_error"), .rows(samples),
      [
        "prediction": operands.input(0), "target": operands.input(1), "loss": operands.output(0),
        "gradient": operands.output(1),
        "columns": .dimension(columns), "share": .float(Self.share(columns: columns)), "scale": operands.scalar(0),
      ])
  }

  func rounds(_ operands: Operands) -> Int { 3 * operands.shape(0)[1] }
}
