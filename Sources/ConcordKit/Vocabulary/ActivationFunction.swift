/// A function applied to each element. What each is, rounding by rounding, stands in `docs/numerics.md`.
public enum ActivationFunction: String, Sendable, CaseIterable {
  /// x where x > 0, +0 where x ≤ 0, NaN where x is NaN.
  case relu
  /// x where x > 0, slope · x where x ≤ 0.
  case leakyReLU = "leaky_relu"
  /// 1 / (1 + e^−x).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
  /// x · Φ(x), Φ being the normal distribution: x · (1 + erf(x / √2)) / 2. Hendrycks and Gimpel, *Gaussian Error Linear Units* (2016).
  case gelu
  /// The same paper's approximation: x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2.
  case geluTanh = "gelu_tanh"
  /// x · sigmoid(x).
  case silu
  /// 0 up to −3, 1 from 3 on, (x + 3) / 6 between: the sigmoid of MobileNetV3 (Howard and others, 2019), as PyTorch's `hardsigmoid`.
  case hardSigmoid = "hard_sigmoid"
  /// x · hard_sigmoid(x): the swish of MobileNetV3 (Howard and others, 2019), as PyTorch's `hardswish`.
  case hardSwish = "hard_swish"
  /// x between 0 and 6, 0 below and 6 above, NaN where x is NaN: of MobileNets (Howard and others, 2017), as PyTorch's `relu6`.
  case relu6

  /// Of `leaky_relu` below zero, as PyTorch's.
  public static let defaultSlope: Float = 0.01

  /// What ``ActivationGradient`` needs besides dy: y where the slope follows from it, else x.
  public var gradientTakesInput: Bool {
    switch self {
    case .relu, .relu6, .leakyReLU, .sigmoid, .tanh: false
    case .gelu, .geluTanh, .silu, .hardSigmoid, .hardSwish: true
    }
  }
}

/// Which function, and its slope: the attributes that `activation` and `activation_gradient` share.
enum ActivationAttributes {
  static func read(_ attributes: Attributes) throws(OperationError) -> (function: ActivationFunction, slope: Float) {
    try attributes.allow(only: "function", "slope")
    let function: ActivationFunction = try attributes.choice("function", default: .relu)
    if function != .leakyReLU, attributes.values["slope"] != nil {
      throw OperationError("has the attribute 'slope' for leaky_relu alone, and its function is \(function.rawValue)")
    }
    let slope = try attributes.float("slope", default: ActivationFunction.defaultSlope)
    try check(slope)
    return (function, slope)
  }

  static func values(_ function: ActivationFunction, _ slope: Float) -> Attributes {
    let name = Attributes(["function": .string(function.rawValue)])
    return function == .leakyReLU ? name.setting(["slope": .float(slope)]) : name
  }

  /// Between 0 and 1: so the sign of y says where x was.
  static func check(_ slope: Float) throws(OperationError) { try Expectation.attribute("slope", slope, in: 0...1) }
}
