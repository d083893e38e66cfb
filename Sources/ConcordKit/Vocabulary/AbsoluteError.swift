/// `absolute_error`: each sample's mean of distances, and its gradient with respect to the prediction.
///
/// Inputs: `prediction` [N, K], `target` [N, K]. Outputs: `loss` [N], not scaled; `gradient` [N, K], times the run scalar `scale`
/// (1/B of the whole batch). The mean over the batch is PyTorch's `L1Loss`; with a `delta` its `HuberLoss`: a parabola up to that
/// distance, a line of its slope beyond.
public struct AbsoluteError: OperationDefinition {
  public static let name = "absolute_error"

  /// Up to which distance the loss is a parabola; 0: nowhere.
  public var delta: Float

  /// Up to the distance `delta` the loss is a parabola; 0 is the plain absolute error.
  public init(delta: Float = 0) { self.delta = delta }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "delta")
    delta = try attributes.float("delta", default: 0)
    try check()
  }

  public var attributes: Attributes { delta == 0 ? Attributes() : Attributes(["delta": .float(delta)]) }

  public var scalars: [ScalarType] { [.float32] }

  private func check() throws(OperationError) {
    try Expectation.attribute("delta", delta, in: 0...Float.greatestFiniteMagnitude)
  }

  public func keepsSamplesApart(in input: Int, of types: [TensorType]) -> Bool { input <= 1 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "prediction, target")
    try check()
    try Expectation.float32(inputs)
    try Expectation.rank(inputs[0], 2, "prediction")
    try Expectation.equal(inputs[0], inputs[1], "prediction and target")
    return [TensorType([inputs[0].shape[0]]), inputs[0]]
  }

  /// The derivative's constant 1 / K, rounded once from binary64; any number where there is nothing to multiply.
  public static func share(columns: Int) -> Float { Float(1 / Double(columns)) }
}
