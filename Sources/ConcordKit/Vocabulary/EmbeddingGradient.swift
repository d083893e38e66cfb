/// `embedding_gradient`: the gradient of `embedding` with respect to its table: for each row the sum of dy over the indices that
/// name it, in ascending order, from +0 or from what `dtable` holds.
///
/// Inputs: `indices` i32 […], `dy` […, D]; then `dtable` [rows, D] where `accumulate` is set. Output: `dtable` [rows, D]. An index
/// outside of 0 ..< rows has no row to add to.
public struct EmbeddingGradient: OperationDefinition {
  public static let name = "embedding_gradient"

  /// V, the rows of the table.
  public var rows: Int
  /// Whether the sum goes on from what the output holds.
  public var accumulate: Bool

  /// For a table of so many rows; with `accumulate` the sum goes on from what the output holds.
  public init(rows: Int, accumulate: Bool = false) {
    self.rows = rows
    self.accumulate = accumulate
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "rows", "accumulate")
    rows = try attributes.integer("rows", default: 0)
    accumulate = try attributes.boolean("accumulate", default: false)
    try check()
  }

  public var attributes: Attributes { Attributes(["rows": .integer(rows), "accumulate": .boolean(accumulate)]) }

  public var inPlace: [InPlace] { accumulate ? [InPlace(output: 0, input: 2)] : [] }

  private func check() throws(OperationError) { try Expectation.attribute("rows", rows, atLeast: 0) }

  /// It adds up samples.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { false }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, accumulate ? 3 : 2, "indices, dy" + (accumulate ? ", dtable" : ""))
    try check()
    try EmbeddingOperation.check(indices: inputs[0])
    try Expectation.float32([inputs[1]])
    guard let width = inputs[1].shape.last, inputs[1].shape.dropLast() == inputs[0].shape[...] else {
      throw OperationError("expects dy of the shape of the indices and one axis more, but got \(inputs[0]) and dy \(inputs[1])")
    }
    let table = TensorType([rows, width])
    if accumulate { try Expectation.type(inputs[2], table, "dtable") }
    return [table]
  }
}
