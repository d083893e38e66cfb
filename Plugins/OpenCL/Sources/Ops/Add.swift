import ConcordKit

extension Add: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (alike, stretched) = (KernelName(.add, "concord_add"), KernelName(.add, "concord_add_stretched"))
    return OperationPlan(Launch.stretched(operands, alike: alike, stretched: stretched, on: traits))
  }
}
