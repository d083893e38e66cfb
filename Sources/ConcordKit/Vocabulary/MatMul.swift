/// `matmul`: c = a · b, each element one ascending `fma` chain over k; then bias, then activation.
///
/// Inputs: `a` [M, K] (`transposeA`: [K, M]), `b` [K, N] (`transposeB`: [N, K]); then `bias` [N] where `bias` is set; then `c`
/// [M, N] where `accumulate` is set: the chain starts from its values instead of +0. Output: `c` [M, N].
///
/// With leading axes, the same in a, b and c, it is a product for each of their places: [B, M, K] · [B, K, N].
public struct MatMul: OperationDefinition {
  public static let name = "matmul"

  /// Whether the first matrix is read transposed.
  public var transposeA: Bool
  /// Whether the second matrix is read transposed.
  public var transposeB: Bool
  /// Whether a third input is added to each row.
  public var bias: Bool
  /// What is applied to each sum before it is stored.
  public var activation: Epilogue
  /// Whether the sum goes on from what the output holds.
  public var accumulate: Bool

  /// A product of two matrices, with what is fused into it.
  public init(
    transposeA: Bool = false, transposeB: Bool = false, bias: Bool = false, activation: Epilogue = .identity,
    accumulate: Bool = false
  ) {
    self.transposeA = transposeA
    self.transposeB = transposeB
    self.bias = bias
    self.activation = activation
    self.accumulate = accumulate
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "transpose_a", "transpose_b", "bias", "activation", "accumulate")
    transposeA = try attributes.boolean("transpose_a", default: false)
    transposeB = try attributes.boolean("transpose_b", default: false)
    bias = try attributes.boolean("bias", default: false)
    activation = try attributes.choice("activation", default: .identity)
    accumulate = try attributes.boolean("accumulate", default: false)
    if accumulate && (bias || activation != .identity) {
      throw OperationError("cannot accumulate with a bias or an activation: both would be applied more than once")
    }
  }

  public var attributes: Attributes {
    Attributes([
      "transpose_a": .boolean(transposeA), "transpose_b": .boolean(transposeB), "bias": .boolean(bias),
      "activation": .string(activation.rawValue), "accumulate": .boolean(accumulate),
    ])
  }

  public var inPlace: [InPlace] { accumulate ? [InPlace(output: 0, input: bias ? 3 : 2)] : [] }

  /// M, N and K.
  public func dimensions(_ inputs: [TensorType]) -> (m: Int, n: Int, k: Int) {
    let a = Array(inputs[0].shape.suffix(2))
    let b = Array(inputs[1].shape.suffix(2))
    return (transposeA ? a[1] : a[0], transposeB ? b[0] : b[1], transposeA ? a[0] : a[1])
  }

  /// How many products: the places of the leading axes.
  public func products(_ inputs: [TensorType]) -> Int { TensorType(inputs[0].shape.dropLast(2)).elementCount }

  /// Along the leading axes. Where there are none, in the rows of a; b's rows, and those of a transposed a, are contracted or become columns.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool {
    inputs[0].rank > 2 ? input != 2 || !bias : input == 0 && !transposeA
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    let names = "a, b" + (bias ? ", bias" : "") + (accumulate ? ", c" : "")
    try Expectation.count(inputs, 2 + (bias ? 1 : 0) + (accumulate ? 1 : 0), names)
    try Expectation.float32(inputs)
    guard inputs[0].rank >= 2, inputs[1].rank >= 2, inputs[0].shape.dropLast(2) == inputs[1].shape.dropLast(2) else {
      throw OperationError(
        "expects matrices a and b, or as many of each along the same leading axes, but got a \(inputs[0]) and b \(inputs[1])")
    }
    let (m, n, k) = dimensions(inputs)
    guard k == inputs[1].shape.suffix(2)[inputs[1].rank - (transposeB ? 1 : 2)] else {
      throw OperationError("expects a and b to share K, but got a \(inputs[0]) and b \(inputs[1])")
    }
    if bias { try Expectation.type(inputs[2], TensorType([n]), "bias") }
    let c = TensorType(inputs[0].shape.dropLast(2) + [m, n])
    if accumulate { try Expectation.type(inputs[inputs.count - 1], c, "c") }
    return [c]
  }

  public func multiplyAdds(for inputs: [TensorType]) -> Int {
    let (m, n, k) = dimensions(inputs)
    return TensorType([products(inputs), m, n, k]).elementCount
  }
}
