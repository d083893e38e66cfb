/// `recurrence`: the hidden part of a recurrent layer in one direction, over whole sequences. The input's part, the product of all inputs and
/// the layer's weights, is what it takes.
///
/// With H units and, of the cell, G gates, S states and K saved numbers: inputs `p` [N, T, G·H], `w` [G·H, H]; then `bias` [G·H] where
/// `bias` is set; `lengths` i32 [N] where `lengths` is; `initial` [N, S, H] where `initial` is, else states start at 0. Outputs: `y` [N, T, H];
/// `last` [N, S, H]; `saved` [N, T, K, H] where K is not 0.
///
/// A sample's times from its length on take no part: its state stays, y and saved are +0 there. Lengths are brought into 0 … T. In the
/// reversed direction a sample begins at its last time.
public struct Recurrence: OperationDefinition {
  public static let name = "recurrence"

  /// What a step computes.
  public var cell: RecurrentCell
  /// Whether the last time comes first.
  public var reversed: Bool
  /// Whether the hidden part has a bias.
  public var bias: Bool
  /// Whether each sample says how long it is.
  public var lengths: Bool
  /// Whether the states before the first step are given; 0 else.
  public var initial: Bool

  /// One layer in one direction.
  public init(
    _ cell: RecurrentCell, reversed: Bool = false, bias: Bool = true, lengths: Bool = false, initial: Bool = false
  ) {
    self.cell = cell
    self.reversed = reversed
    self.bias = bias
    self.lengths = lengths
    self.initial = initial
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "cell", "reversed", "bias", "lengths", "initial")
    cell = try attributes.choice("cell", default: .rnnTanh)
    reversed = try attributes.boolean("reversed", default: false)
    bias = try attributes.boolean("bias", default: false)
    lengths = try attributes.boolean("lengths", default: false)
    initial = try attributes.boolean("initial", default: false)
  }

  public var attributes: Attributes {
    Attributes([
      "cell": .string(cell.rawValue), "reversed": .boolean(reversed), "bias": .boolean(bias), "lengths": .boolean(lengths),
      "initial": .boolean(initial),
    ])
  }

  /// All but the weights.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { input == 0 || input > (bias ? 2 : 1) }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    let names = ["p", "w"] + (bias ? ["bias"] : []) + (lengths ? ["lengths"] : []) + (initial ? ["initial"] : [])
    try Expectation.count(inputs, names.count, names.joined(separator: ", "))
    try Expectation.rank(inputs[0], 3, "p")
    try Expectation.rank(inputs[1], 2, "w")
    let (samples, times, units) = (inputs[0].shape[0], inputs[0].shape[1], inputs[1].shape[1])
    try Expectation.type(inputs[0], TensorType([samples, times, inputs[1].shape[0]]), "p")
    try Expectation.type(inputs[1], TensorType([cell.gates.multipliedSaturating(by: units), units]), "w")
    var next = 2
    if bias {
      try Expectation.type(inputs[next], TensorType([inputs[1].shape[0]]), "bias")
      next += 1
    }
    if lengths {
      try Expectation.type(inputs[next], TensorType(.int32, [samples]), "lengths")
      next += 1
    }
    let states = TensorType([samples, cell.states, units])
    if initial { try Expectation.type(inputs[next], states, "initial") }
    let saved = cell.saved > 0 ? [TensorType([samples, times, cell.saved, units])] : []
    return [TensorType([samples, times, units]), states] + saved
  }

  public func multiplyAdds(for inputs: [TensorType]) -> Int {
    TensorType(inputs[0].shape + [inputs[1].shape[1]]).elementCount
  }
}
