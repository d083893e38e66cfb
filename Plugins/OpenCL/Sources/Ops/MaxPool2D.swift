import ConcordKit

extension MaxPool2DOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    OperationPlan(window.launch(KernelName(.maxPool2D, "concord_max_pool2d"), operands, on: traits))
  }

  func rounds(_ operands: Operands) -> Int { window.rounds(operands) }
}
