/// `softmax`: y = e^x / Σ e^x over each row, taken after the row's maximum was subtracted.
///
/// Input: `x` [R, C]; with a mask [N, …, Q, K], a row for each place along the axes before the last; then `lengths` i32 [N] where
/// `lengths` is set. Output: `y`, as `x`.
///
/// A mask leaves the first columns of a row, and +0 in the others: as many as `lengths` says of the sample, and with `causal` no more than
/// q + 1 of row q along the axis before the last. A row of which nothing is left is +0.
public struct SoftmaxOperation: OperationDefinition {
  public static let name = "softmax"

  /// Whether row q along the axis before the last sees the columns 0 … q alone.
  public var causal: Bool
  /// Whether each sample says how many columns its rows see.
  public var lengths: Bool

  /// The operation, with the parts of rows that are left out.
  public init(causal: Bool = false, lengths: Bool = false) {
    self.causal = causal
    self.lengths = lengths
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "causal", "lengths")
    causal = try attributes.boolean("causal", default: false)
    lengths = try attributes.boolean("lengths", default: false)
  }

  public var attributes: Attributes {
    // Without masks it is what it was before there were any, so that backends of that time serve it.
    var values: [String: AttributeValue] = [:]
    if causal { values["causal"] = .boolean(true) }
    if lengths { values["lengths"] = .boolean(true) }
    return Attributes(values)
  }

  /// Samples, rows of each in blocks of `queries`, and columns.
  public func rows(_ x: TensorType) -> (samples: Int, queries: Int, rows: Int, columns: Int) {
    let rows = TensorType(x.shape.dropLast()).elementCount
    return (x.shape[0], isMasked ? x.shape[x.rank - 2] : 1, rows, x.shape[x.rank - 1])
  }

  /// Whether rows have parts that are left out.
  public var isMasked: Bool { causal || lengths }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { true }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, lengths ? 2 : 1, lengths ? "x, lengths" : "x")
    try Expectation.float32([inputs[0]])
    if isMasked {
      guard inputs[0].rank >= 3 else {
        throw OperationError("expects x of shape [samples, …, queries, keys] for its mask, but got \(inputs[0])")
      }
    } else {
      try Expectation.rank(inputs[0], 2, "x")
    }
    if lengths { try Expectation.type(inputs[1], TensorType(.int32, [inputs[0].shape[0]]), "lengths") }
    return [inputs[0]]
  }
}
