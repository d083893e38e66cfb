import ConcordKit

/// The layers that are an activation and nothing else: a line each here, and their declarations below.
enum ActivationLayers {
  static let all: [any (ActivationLayer & FileLayer).Type] = [
    HardSigmoid.self, HardSwish.self, ReLU6.self, Sigmoid.self, SiLU.self, Tanh.self,
  ]
}

/// y = 0 up to x = −3, 1 from x = 3 on, (x + 3) / 6 between, element by element, as PyTorch's `Hardsigmoid`.
public struct HardSigmoid: ActivationLayer, FileLayer {
  public static let function = ActivationFunction.hardSigmoid
  public let name: String?

  public init(name: String? = nil) { self.name = name }
}

/// y = x · hard_sigmoid(x), element by element, as PyTorch's `Hardswish`.
public struct HardSwish: ActivationLayer, FileLayer {
  public static let function = ActivationFunction.hardSwish
  public let name: String?

  public init(name: String? = nil) { self.name = name }
}

/// y = 0 up to x = 0, 6 from x = 6 on, x between, element by element, as PyTorch's `ReLU6`.
public struct ReLU6: ActivationLayer, FileLayer {
  public static let function = ActivationFunction.relu6
  public let name: String?

  public init(name: String? = nil) { self.name = name }
}

/// y = 1 / (1 + e^−x), element by element.
public struct Sigmoid: ActivationLayer, FileLayer {
  public static let function = ActivationFunction.sigmoid
  public let name: String?

  public init(name: String? = nil) { self.name = name }
}

/// y = x · sigmoid(x), element by element: also called swish.
public struct SiLU: ActivationLayer, FileLayer {
  public static let function = ActivationFunction.silu
  public let name: String?

  public init(name: String? = nil) { self.name = name }
}

/// y = tanh(x), element by element.
public struct Tanh: ActivationLayer, FileLayer {
  public static let function = ActivationFunction.tanh
  public let name: String?

  public init(name: String? = nil) { self.name = name }
}
