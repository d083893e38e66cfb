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
  public var ulps: Int? { FloatDistance.ulps(first, second) }

  /// Both values with their bits, and how far apart they are.
  package var text: String {
    func value(_ number: Float) -> String { "\(number) (\(FloatDistance.hex(number.bitPattern)))" }
    let distance = ulps.map { ", \($0) ulp apart" } ?? ""
    return "'\(tensor.printable(limit: 200))' has \(value(first)) at element \(element), and on the reference "
      + "\(value(second))\(distance); \(count) numbers differ"
  }
}
