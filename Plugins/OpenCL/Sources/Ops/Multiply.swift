import ConcordKit

extension Multiply: OpenCLOperation {
  func plan(_ operands: Operands, on traits: DeviceTraits) -> OperationPlan {
    let (alike, stretched) = (KernelName(.multiply, "concord_multiply"), KernelName(.multiply, "concord_multiply_stretched"))
    return OperationPlan(Launch.stretched(operands, alike: alike, stretched: stretched, on: traits))
  }
}
