import ConcordFiles

/// The first element in which two checkpoints of one run differ.
public struct TensorDifference: Sendable, Equatable {
  /// `fc1.weight`, or of the optimizer's `fc1.weight.exp_avg`.
  public let tensor: String
  /// Row-major.
  public let element: Int
  /// The value of one side.
  public let first: Float
  /// The value of the other side.
  public let second: Float
  /// How many elements of all tensors differ.
  public let count: Int

  /// Nil where all are the same, NaNs of any kind being one.
  public init?(_ first: Checkpoint, _ second: Checkpoint) {
    let others = Dictionary(
      (second.tensors + second.optimizerTensors).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var found: (tensor: String, element: Int, first: Float, second: Float)?
    var count = 0
    for tensor in first.tensors + first.optimizerTensors {
      guard let other = others[tensor.name], other.words.count == tensor.words.count else { continue }
      for (element, (a, b)) in zip(tensor.values, other.values).enumerated() {
        guard a.bitPattern != b.bitPattern, !(a.isNaN && b.isNaN) else { continue }
        count += 1
        if found == nil { found = (tensor.name, element, a, b) }
      }
    }
    guard let found else { return nil }
    (tensor, element) = (found.tensor, found.element)
    (self.first, self.second) = (found.first, found.second)
    self.count = count
  }

  /// Floats from one value to the other; nil where one is a NaN.
  public var ulps: Int? {
    func place(_ value: Float) -> Int {
      let bits = Int(value.bitPattern & 0x7fff_ffff)
      return value.sign == .minus ? -bits : bits
    }
    return first.isNaN || second.isNaN ? nil : abs(place(first) - place(second))
  }
}
