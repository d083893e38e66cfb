import ConcordKit

/// The mean over the elements of (y − t)², as PyTorch's `MSELoss`.
public struct MeanSquaredError: ElementLoss {
  public let target: ElementTarget

  /// Compares outputs with targets of this kind.
  public init(target: ElementTarget = .values) { self.target = target }

  public var name: String { "mse" }
  public var operation: any OperationDefinition { MeanSquaredErrorOperation() }
}
