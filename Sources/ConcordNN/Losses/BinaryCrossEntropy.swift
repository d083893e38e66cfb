import ConcordKit

/// The mean over the elements of −log of the probability that sigmoid of the logit gives t, which is between 0 and 1, as PyTorch's
/// `BCEWithLogitsLoss`. Its targets may be several labels of a sample.
public struct BinaryCrossEntropy: ElementLoss {
  public let target: ElementTarget

  /// Compares logits with targets of this kind.
  public init(target: ElementTarget = .values) { self.target = target }

  public var name: String { "bce" }
  public var operation: any OperationDefinition { BinaryCrossEntropyOperation() }
}
