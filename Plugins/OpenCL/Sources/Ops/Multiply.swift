import ConcordKit

extension Multiply: OpenCLOperation {
  static var forms: Forms<Problem<Self>> {
    .stretched(alike: KernelName(.multiply, "concord_multiply"), stretched: KernelName(.multiply, "concord_multiply_stretched"))
  }
}
