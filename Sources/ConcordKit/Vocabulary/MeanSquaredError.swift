/// `mean_squared_error`: each sample's mean of squared differences, and its gradient with respect to the prediction.
///
/// Inputs: `prediction` [N, K], `target` [N, K]. Outputs: `loss` [N], not scaled; `gradient` [N, K], times the run scalar `scale`
/// (1/B of the whole batch). The mean over the batch is PyTorch's `MSELoss`.
public struct MeanSquaredErrorOperation: OperationDefinition {
  public static let name = "mean_squared_error"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public var scalars: [ScalarType] { [.float32] }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { input <= 1 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "prediction, target")
    try Expectation.float32(inputs)
    try Expectation.rank(inputs[0], 2, "prediction")
    try Expectation.equal(inputs[0], inputs[1], "prediction and target")
    return [TensorType([inputs[0].shape[0]]), inputs[0]]
  }

  /// The derivative's constant 2 / K, rounded once from binary64; any number where there is nothing to multiply.
  public static func share(columns: Int) -> Float { Float(2 / Double(columns)) }
}
