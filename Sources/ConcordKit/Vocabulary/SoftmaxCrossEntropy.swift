/// `softmax_cross_entropy`: each sample's loss, and its gradient with respect to the logits.
///
/// Inputs: `logits` [N, K], `labels` i32 [N], each in 0 ..< K. Outputs: `loss` [N], not scaled; `gradient` [N, K], times the run
/// scalar `scale` (1/B of the whole batch). A label outside of 0 ..< K gives NaN in its row, in both outputs.
public struct SoftmaxCrossEntropy: OperationDefinition {
  public static let name = "softmax_cross_entropy"

  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public var scalars: [ScalarType] { [.float32] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "logits, labels")
    try Expectation.float32([inputs[0]])
    try Expectation.rank(inputs[0], 2, "logits")
    try Expectation.type(inputs[1], TensorType(.int32, [inputs[0].shape[0]]), "labels")
    return [TensorType([inputs[0].shape[0]]), inputs[0]]
  }
}
