import ConcordKit

extension AvgPool2DOperation: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    OperationPlan(window.launch(KernelName(.avgPool2D, "concord_avg_pool2d"), operands, on: traits))
  }

  func rounds(_ operands: Operands) -> Int { window.rounds(operands) }
}
