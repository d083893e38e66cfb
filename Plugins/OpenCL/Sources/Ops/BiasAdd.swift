import ConcordKit

extension BiasAdd: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    let count = operands.count(0)
    guard count > 0 else { return }
    let (_, channels, positions) = operands.batch(0)
    plan.launch(
      KernelName(.biasAdd, "concord_bias_add"), .elements(count, each: 1),
      [
        "x": operands.input(0), "b": operands.input(1), "y": operands.output(0), "count": .count(count),
        "channels": .dimension(channels), "positions": .dimension(positions),
      ])
  }
}
