/// `binary_cross_entropy`: each sample's mean of the losses of K yes-or-no questions, and its gradient with respect to the logits.
///
/// Inputs: `logits` [N, K], `target` [N, K], each between 0 and 1. Outputs: `loss` [N], not scaled; `gradient` [N, K], times the run
/// scalar `scale` (1/B of the whole batch). The mean over the batch is PyTorch's `BCEWithLogitsLoss`: no exponential overflows.
public struct BinaryCrossEntropyOperation: OperationDefinition {
  public static let name = "binary_cross_entropy"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public var scalars: [ScalarType] { [.float32] }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { input <= 1 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "logits, target")
    try Expectation.float32(inputs)
    try Expectation.rank(inputs[0], 2, "logits")
    try Expectation.equal(inputs[0], inputs[1], "logits and target")
    return [TensorType([inputs[0].shape[0]]), inputs[0]]
  }

  /// The derivative's constant 1 / K, rounded once from binary64; any number where there is nothing to multiply.
  public static func share(columns: Int) -> Float { Float(1 / Double(columns)) }
}
