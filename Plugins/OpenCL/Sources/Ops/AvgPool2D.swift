import ConcordKit

extension AvgPool2DOperation: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    window.add(KernelName(.avgPool2D, "concord_avg_pool2d"), operands, to: &plan)
  }

  func rounds(_ operands: Operands) -> Int { window.rounds(operands) }
}
