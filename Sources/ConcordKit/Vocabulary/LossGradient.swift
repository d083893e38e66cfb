/// `loss_gradient`: the gradient of the mean loss with respect to the loss of each sample: the scale, whatever the losses are.
///
/// Input: `loss` [N]. Output: [N], each the run scalar `scale` (1/B of the whole batch). Where losses are made of operations that do not
/// give their own gradient, differentiation starts here.
public struct LossGradient: OperationDefinition {
  public static let name = "loss_gradient"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public var scalars: [ScalarType] { [.float32] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "loss")
    try Expectation.float32(inputs)
    try Expectation.rank(inputs[0], 1, "loss")
    return [inputs[0]]
  }
}
