import ConcordKit

extension BiasAdd: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let count = operands.count(0)
    guard count > 0 else { return OperationPlan() }
    let (_, channels, positions) = operands.batch(0)
    return OperationPlan([
      .elementwise(
        KernelName(.biasAdd, "concord_bias_add"), [operands.input(0), operands.input(1), operands.output(0)], count: count,
        each: 1, [.dimension(channels), .dimension(positions)], on: traits)
    ])
  }
}
