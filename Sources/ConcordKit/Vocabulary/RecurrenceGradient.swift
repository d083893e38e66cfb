/// `recurrence_gradient`: the gradients of `recurrence` with respect to what it takes from the input, and to the states at its start; with
/// the states before each time, of which and of `dp` (of a GRU: `dhidden`) the gradient of w is the product.
///
/// Inputs: `w`, `y`; `saved` where the cell has it; `lengths`, `initial` where they are set; `dy`, as y, where `sequence` is set, and `dlast`
/// [N, S, H] where `last` is: one of them at least. Outputs: `dp` [N, T, G·H]; of a GRU `dhidden`, as dp; `previous` [N, T, H];
/// `dinitial` [N, S, H]. Times from a sample's length on are +0 in the first ones.
public struct RecurrenceGradient: OperationDefinition {
  public static let name = "recurrence_gradient"

  /// What a step of the forward pass computes.
  public var cell: RecurrentCell
  /// Whether the forward pass begins with the last time.
  public var reversed: Bool
  /// Whether each sample says how long it is.
  public var lengths: Bool
  /// Whether the states before the first step are given.
  public var initial: Bool
  /// Whether the loss depends on all outputs, so that dy is given.
  public var sequence: Bool
  /// Whether it depends on the states at the end.
  public var last: Bool

  /// The gradient of one layer in one direction.
  public init(
    _ cell: RecurrentCell, reversed: Bool = false, lengths: Bool = false, initial: Bool = false, sequence: Bool = true,
    last: Bool = false
  ) {
    self.cell = cell
    self.reversed = reversed
    self.lengths = lengths
    self.initial = initial
    self.sequence = sequence
    self.last = last
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "cell", "reversed", "lengths", "initial", "sequence", "last")
    cell = try attributes.choice("cell", default: .rnnTanh)
    reversed = try attributes.boolean("reversed", default: false)
    lengths = try attributes.boolean("lengths", default: false)
    initial = try attributes.boolean("initial", default: false)
    sequence = try attributes.boolean("sequence", default: true)
    last = try attributes.boolean("last", default: false)
    try check()
  }

  public var attributes: Attributes {
    Attributes([
      "cell": .string(cell.rawValue), "reversed": .boolean(reversed), "lengths": .boolean(lengths),
      "initial": .boolean(initial), "sequence": .boolean(sequence), "last": .boolean(last),
    ])
  }

  private func check() throws(OperationError) {
    guard sequence || last else { throw OperationError("needs a gradient: one of 'sequence' and 'last' must be true") }
  }

  /// Whether what the hidden part passes back differs from what the input's part does.
  public var hasHidden: Bool { cell == .gru }

  /// All but the weights.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { input > 0 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try check()
    let names =
      ["w", "y"] + (cell.saved > 0 ? ["saved"] : []) + (lengths ? ["lengths"] : []) + (initial ? ["initial"] : [])
      + (sequence ? ["dy"] : []) + (last ? ["dlast"] : [])
    try Expectation.count(inputs, names.count, names.joined(separator: ", "))
    try Expectation.rank(inputs[0], 2, "w")
    try Expectation.rank(inputs[1], 3, "y")
    let (samples, times, units) = (inputs[1].shape[0], inputs[1].shape[1], inputs[0].shape[1])
    let states = TensorType([samples, cell.states, units])
    let types: [String: TensorType] = [
      "w": TensorType([cell.gates.multipliedSaturating(by: units), units]), "y": TensorType([samples, times, units]),
      "saved": TensorType([samples, times, cell.saved, units]), "lengths": TensorType(.int32, [samples]), "initial": states,
      "dy": TensorType([samples, times, units]), "dlast": states,
    ]
    for (input, name) in zip(inputs, names) {
      if let type = types[name] { try Expectation.type(input, type, name) }
    }
    let dp = TensorType([samples, times, inputs[0].shape[0]])
    return [dp] + (hasHidden ? [dp] : []) + [inputs[1], states]
  }

  public func multiplyAdds(for inputs: [TensorType]) -> Int {
    TensorType(inputs[1].shape + [inputs[0].shape[0]]).elementCount
  }
}
