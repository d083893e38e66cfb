/// What device memory is used for. Each category is an arena of its own, so that each can be predicted and measured alone.
public enum MemoryCategory: String, Sendable, Hashable, CaseIterable {
  /// Weights and biases: 4 bytes each.
  case parameters
  /// Their gradients: as large as the parameters.
  case gradients
  /// What the optimizer keeps for each parameter: nothing for SGD, one value for momentum, RMSprop and
  /// Adagrad, two for Adam.
  case optimizer
  /// The images of one micro-batch and their labels.
  case batch
  /// What the layers compute and the gradients with respect to it.
  case activations
  /// Scratch memory that a backend asks for.
  case workspace
  /// What outlives a step without being learned: loss and accuracy totals, the factor that clips gradients, running
  /// statistics.
  case state
}

extension MemoryCategory: CustomStringConvertible {
  public var description: String { rawValue }
}

/// Where tensors may start.
public enum MemoryAlignment {
  /// Bytes. The same on every device, so that a plan is the same on every device.
  public static let bytes = 256

  /// `byteCount` rounded up to the alignment; saturates at `Int.max`.
  public static func roundUp(_ byteCount: Int) -> Int {
    let (sum, overflow) = byteCount.addingReportingOverflow(bytes - 1)
    return overflow ? Int.max : sum / bytes * bytes
  }
}
