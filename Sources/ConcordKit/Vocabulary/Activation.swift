/// A function applied to each element.
public enum ActivationFunction: String, Sendable, CaseIterable {
  /// x where x > 0, +0 where x ≤ 0, NaN where x is NaN.
  case relu
}

/// `activation`: y = f(x), element by element.
///
/// Input: `x`. Output: `y`, as `x`.
public struct Activation: OperationDefinition {
  public static let name = "activation"

  public var function: ActivationFunction

  public init(_ function: ActivationFunction) { self.function = function }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "function")
    function = try attributes.choice("function", default: .relu)
  }

  public var attributes: Attributes { Attributes(["function": .string(function.rawValue)]) }

  public var mayOverwrite: [InPlace] { [InPlace(output: 0, input: 0)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    return [inputs[0]]
  }
}
