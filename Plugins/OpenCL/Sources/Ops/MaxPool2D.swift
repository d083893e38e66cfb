import ConcordKit

extension MaxPool2DOperation: PlainOperation {
  func add(_ operands: Operands, on traits: DeviceTraits, to plan: inout OperationPlan) {
    window.add(KernelName(.maxPool2D, "concord_max_pool2d"), operands, to: &plan)
  }

  func rounds(_ operands: Operands) -> Int { window.rounds(operands) }
}
