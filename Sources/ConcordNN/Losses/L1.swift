import ConcordKit

/// The mean over the elements of |y − t|, as PyTorch's `L1Loss`.
public struct L1: ElementLoss {
  public let target: ElementTarget

  /// Compares outputs with targets of this kind.
  public init(target: ElementTarget = .values) { self.target = target }

  public var name: String { "l1" }
  public var operation: any OperationDefinition { AbsoluteError() }
}
