import ConcordKernels

/// Kernels that are compiled together: the file of this name in `Kernels/`, after the exact arithmetic and what else it uses.
enum KernelFamily: String, CaseIterable {
  case activation
  case activationGradient = "activation_gradient"
  case adam
  case argmax
  case batchSum = "batch_sum"
  case biasAdd = "bias_add"
  case correctCount = "correct_count"
  case loop
  case matmul
  case matmulChecked = "matmul_checked"
  case matmulLocal = "matmul_local"
  case probe
  case reduce
  case sgd
  case softmaxCrossEntropy = "softmax_cross_entropy"

  var files: [String] {
    switch self {
    case .correctCount: ["exact", "argmax", rawValue]
    case .loop: [rawValue]
    default: ["exact", rawValue]
    }
  }

  var source: String {
    files.map { file in concord_kernel_source(file).map { String(cString: $0) } ?? "" }.joined(separator: "\n")
  }
}

/// A kernel: its family and the name of its function.
struct KernelName: Hashable {
  var family: KernelFamily
  var function: String

  init(_ family: KernelFamily, _ function: String) {
    self.family = family
    self.function = function
  }
}
