/// `correct_count`: the number of rows whose `argmax` is the label.
///
/// Inputs: `logits` [N, K], K ≥ 1, `labels` i32 [N]; then `count` i32 [1] where `accumulate` is set. Output: `count` i32 [1].
public struct CorrectCount: OperationDefinition {
  public static let name = "correct_count"

  /// Whether the count goes on from what the output holds.
  public var accumulate: Bool

  /// With `accumulate` the count goes on from what the output holds.
  public init(accumulate: Bool = false) { self.accumulate = accumulate }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "accumulate")
    accumulate = try attributes.boolean("accumulate", default: false)
  }

  public var attributes: Attributes { Attributes(["accumulate": .boolean(accumulate)]) }

  public var inPlace: [InPlace] { accumulate ? [InPlace(output: 0, input: 2)] : [] }

  /// It counts over samples.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { false }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, accumulate ? 3 : 2, "logits, labels" + (accumulate ? ", count" : ""))
    try Expectation.float32([inputs[0]])
    try Expectation.rank(inputs[0], 2, "logits")
    guard inputs[0].shape[1] > 0 else { throw OperationError("expects at least one class, but got \(inputs[0])") }
    try Expectation.type(inputs[1], TensorType(.int32, [inputs[0].shape[0]]), "labels")
    let count = TensorType(.int32, [1])
    if accumulate { try Expectation.type(inputs[2], count, "count") }
    return [count]
  }
}
