import ConcordGraph
import ConcordKit

/// y = x where x > 0, else slope · x, element by element.
public struct LeakyReLU: Layer {
  /// Between 0 and 1.
  public let slope: Float
  public let name: String?

  /// `slope` is the factor of negative values.
  public init(slope: Float = ActivationFunction.defaultSlope, name: String? = nil) {
    self.slope = slope
    self.name = name
  }

  public var kind: String { "LeakyReLU" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try context.graph.apply(Activation(.leakyReLU, slope: slope), to: [input])[0]
  }
}
