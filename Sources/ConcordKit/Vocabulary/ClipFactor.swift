/// `clip_factor`: what gradients are multiplied by so that the norm of all of them together is at most `maximum_norm`, as
/// `torch.nn.utils.clip_grad_norm_` defines it: min(1, maximum_norm / (norm + 1e-6)).
///
/// Inputs: one tensor or more, each of any shape: the gradients, in the order of the parameters. Output: `factor` [1]. The order
/// in which squares are summed is in `docs/numerics.md`: it depends on the tensors' sizes alone. NaN where an input has one;
/// 0 where the sum of squares is more than float32 holds, from a norm of 1.8e19 on.
public struct ClipFactor: OperationDefinition {
  public static let name = "clip_factor"

  /// Neighbouring elements of one tensor whose squares are summed together.
  public static let blockSize = 4096
  /// Added to the norm.
  public static let epsilon: Float = 1e-6

  /// The norm above which gradients are scaled down.
  public var maximumNorm: Float

  /// The limit, rounded to float32 once.
  public init(maximumNorm: Double) { self.maximumNorm = Float(maximumNorm) }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "maximum_norm")
    maximumNorm = try attributes.float("maximum_norm", default: 1)
    try Expectation.attribute("maximum_norm", maximumNorm, in: 0...Float.greatestFiniteMagnitude)
  }

  public var attributes: Attributes { Attributes(["maximum_norm": .float(maximumNorm)]) }

  /// How many blocks a tensor has; the last one may be shorter.
  public static func blockCount(of input: TensorType) -> Int { (input.elementCount + blockSize - 1) / blockSize }

  /// Its norm is that of all elements.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { false }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    guard !inputs.isEmpty else { throw OperationError("expects at least one input, but got none") }
    try Expectation.float32(inputs)
    return [TensorType([1])]
  }
}
