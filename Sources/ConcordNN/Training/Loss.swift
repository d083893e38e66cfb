import ConcordGraph
import ConcordKit

/// What training makes small: the mean over the batch of a loss of each sample.
public enum Loss: Sendable, Hashable {
  /// −log of the probability that softmax of the logits gives the label, as PyTorch's `CrossEntropyLoss`.
  ///
  /// With label smoothing ε (between 0 and 1) the target is ε / classes for each class and 1 − ε more for the label.
  case crossEntropy(labelSmoothing: Float = 0)
  /// The mean over the classes of (y − t)², t being 1 for the label and 0 elsewhere, as PyTorch's `MSELoss`.
  case meanSquaredError
  /// The mean over the classes of −log of the probability that sigmoid of the logit gives t, as PyTorch's `BCEWithLogitsLoss`.
  case binaryCrossEntropy

  /// As the command names it.
  public var name: String {
    switch self {
    case .crossEntropy: "cross-entropy"
    case .meanSquaredError: "mse"
    case .binaryCrossEntropy: "bce"
    }
  }

  /// Whether labels become rows of 0 and 1 first, in a tensor of their own.
  public var takesOneHotTarget: Bool {
    switch self {
    case .crossEntropy: false
    case .meanSquaredError, .binaryCrossEntropy: true
    }
  }

  /// Appends the loss of each sample, and with it the gradient of the logits.
  ///
  /// - Parameters:
  ///   - logits: [N, classes].
  ///   - labels: i32 [N].
  ///   - scale: 1/B of the whole batch; multiplies the gradient alone.
  /// - Returns: [N].
  func append(
    to graph: inout Graph, logits: Tensor, labels: Tensor, scale: RunScalar
  ) throws(GraphError) -> Tensor {
    guard takesOneHotTarget else {
      return try graph.apply(definition, to: [logits, labels], scalars: [scale])[0]
    }
    let classes = graph[logits].type.shape.last ?? 0
    let target = try graph.apply(OneHot(classes: classes), to: [labels], name: "target")[0]
    return try graph.apply(definition, to: [logits, target], scalars: [scale])[0]
  }

  private var definition: any OperationDefinition {
    switch self {
    case .crossEntropy(let labelSmoothing): SoftmaxCrossEntropy(labelSmoothing: labelSmoothing)
    case .meanSquaredError: MeanSquaredError()
    case .binaryCrossEntropy: BinaryCrossEntropy()
    }
  }
}

extension Loss: LosslessStringConvertible {
  private static let smoothing = ", label smoothing "

  public var description: String {
    if case .crossEntropy(let labelSmoothing) = self, labelSmoothing != 0 {
      return name + Self.smoothing + "\(labelSmoothing)"
    }
    return name
  }

  public init?(_ description: String) {
    let plain: [Loss] = [.crossEntropy(), .meanSquaredError, .binaryCrossEntropy]
    if let loss = plain.first(where: { $0.name == description }) {
      self = loss
      return
    }
    let prefix = Loss.crossEntropy().name + Self.smoothing
    guard description.hasPrefix(prefix), let share = Float(description.dropFirst(prefix.count)), (0...1).contains(share) else {
      return nil
    }
    self = .crossEntropy(labelSmoothing: share)
  }
}
