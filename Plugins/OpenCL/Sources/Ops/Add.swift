import ConcordKit

extension Add: OpenCLOperation {
  static var forms: Forms<Problem<Self>> {
    .stretched(alike: KernelName(.add, "concord_add"), stretched: KernelName(.add, "concord_add_stretched"))
  }
}
