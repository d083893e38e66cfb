/// `permute`: the axes of a tensor in another order; its elements move, their bits stay.
///
/// Input: `x`. Output: `y`, whose axis i is axis `axes[i]` of x. With `parts` the first axis of one side is several tensors instead:
/// of `outputs`, one for each place along the first axis of y; of `inputs`, tensors of one shape that are the places along axis 0 of x.
public struct PermuteOperation: OperationDefinition {
  public static let name = "permute"

  /// What lies in tensors of its own, one for each place along the first axis.
  public enum Parts: String, Sendable, CaseIterable {
    /// One tensor becomes one tensor.
    case none
    /// Several inputs are joined along a first axis.
    case inputs
    /// The first axis of the result becomes several outputs.
    case outputs
  }

  /// Each axis of x once, from 0.
  public var axes: [Int]
  /// Whether inputs are joined or outputs parted.
  public var parts: Parts

  /// The most tensors that a side may be, and the most axes.
  public static let maximumParts = 64
  /// The most axes of a tensor.
  public static let maximumRank = 8

  /// The operation: axis i of the result is axis `axes[i]` of x.
  public init(_ axes: [Int], parts: Parts = .none) {
    self.axes = axes
    self.parts = parts
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "axes", "parts")
    axes = try attributes.integers("axes")
    parts = try attributes.choice("parts", default: .none)
    try check()
  }

  public var attributes: Attributes {
    Attributes(["axes": .string(axes.map(String.init).joined(separator: ",")), "parts": .string(parts.rawValue)])
  }

  private func check() throws(OperationError) {
    guard axes.count <= Self.maximumRank, axes.sorted() == Array(axes.indices) else {
      throw OperationError(
        "attribute 'axes' must be the numbers 0 ..< n in some order, for at most \(Self.maximumRank) axes, but is \(axes)")
    }
    if parts != .none, axes.isEmpty { throw OperationError("has parts along an axis, but attribute 'axes' names none") }
  }

  /// What undoes it.
  public var inverse: PermuteOperation {
    var order = axes
    for (place, axis) in axes.enumerated() { order[axis] = place }
    return PermuteOperation(order, parts: parts == .inputs ? .outputs : parts == .outputs ? .inputs : .none)
  }

  /// The shape of x, its parts joined.
  public func whole(_ inputs: [TensorType]) -> [Int] { (parts == .inputs ? [inputs.count] : []) + inputs[0].shape }

  /// Where the first axis of x is also that of y, and holds samples, not parts.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool {
    let order = parts == .outputs ? axes.dropFirst() : axes[...]
    return order.first == (parts == .inputs ? 1 : 0)
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try check()
    guard parts == .inputs ? (1...Self.maximumParts).contains(inputs.count) : inputs.count == 1 else {
      throw OperationError(
        "expects \(parts == .inputs ? "1 to \(Self.maximumParts) inputs" : "1 input (x)"), but got \(inputs.count)")
    }
    try Expectation.float32(inputs)
    for input in inputs.dropFirst() { try Expectation.equal(inputs[0], input, "all inputs") }
    let shape = whole(inputs)
    guard shape.count == axes.count else {
      throw OperationError("expects x of rank \(axes.count - (parts == .inputs ? 1 : 0)), but got \(inputs[0])")
    }
    var y = axes.map { shape[$0] }
    guard parts == .outputs else { return [TensorType(y)] }
    let count = y.removeFirst()
    guard (1...Self.maximumParts).contains(count) else {
      throw OperationError("gives 1 to \(Self.maximumParts) outputs, but axis \(axes[0]) of \(inputs[0]) has \(count) places")
    }
    return [TensorType](repeating: TensorType(y), count: count)
  }
}
