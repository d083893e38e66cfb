import ConcordGraph
import ConcordKit

/// −log of the probability that softmax of the logits gives the label, as PyTorch's `CrossEntropyLoss`.
///
/// Outputs are [K], with one label for a sample, or [K, …], with a label for each position, such as a pixel or a token.
public struct CrossEntropy: Loss {
  /// ε, between 0 and 1: the target is ε / K for each class and 1 − ε more for the label.
  public var labelSmoothing: Float
  /// What a target counts, by its class; nil: all the same.
  public var classWeights: [Float]?
  /// A target that counts for nothing. Where a whole batch is ignored, its loss and its gradient are 0.
  public var ignoredLabel: Int32?

  /// Labels equal to `ignoredLabel` count nothing; `classWeights` has a value for each class.
  public init(labelSmoothing: Float = 0, classWeights: [Float]? = nil, ignoredLabel: Int32? = nil) {
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
    self.ignoredLabel = ignoredLabel
  }

  public var name: String { Self.name }
  static let name = "cross-entropy"

  public var description: String {
    var parts = [name]
    if labelSmoothing != 0 { parts.append("label smoothing \(labelSmoothing)") }
    if let classWeights { parts.append("class weights " + classWeights.map { "\($0)" }.joined(separator: " ")) }
    if let ignoredLabel { parts.append("ignored label \(ignoredLabel)") }
    return parts.joined(separator: ", ")
  }

  public var givesGradient: Bool { true }

  public func target(for output: [Int]) throws(GraphError) -> TensorType {
    guard let classes = output.first else {
      throw GraphError(layer: "loss", "\(name) takes an output of [N, classes, …], but the model gives [N]")
    }
    if let classWeights, classWeights.count != classes || !classWeights.allSatisfy({ $0 >= 0 && $0.isFinite }) {
      throw GraphError(
        layer: "loss",
        "\(name) takes a finite weight, not below 0, for each of the \(classes) classes, but got \(classWeights)")
    }
    return TensorType(.int32, Array(output.dropFirst()))
  }

  /// Whether each sample is a row of logits with a label of weight 1.
  package func isPlain(for output: [Int]) -> Bool { output.count == 1 && classWeights == nil && ignoredLabel == nil }

  public func append(
    to graph: inout Graph, output: Tensor, target: Tensor, scale: RunScalar
  ) throws(GraphError) -> Tensor {
    let shape = graph[output].type.shape
    guard !isPlain(for: Array(shape.dropFirst())) else {
      let definition = SoftmaxCrossEntropy(labelSmoothing: labelSmoothing)
      return try graph.apply(definition, to: [output, target], scalars: [scale])[0]
    }
    let (samples, classes) = (shape[0], shape[1])
    let positions = shape.dropFirst(2).reduce(1, *)
    var inputs = [
      try graph.view(output, as: [samples, classes, positions]), try graph.view(target, as: [samples, positions]),
    ]
    if let classWeights { inputs.append(graph.constant("class weights", classWeights)) }
    let definition = DenseCrossEntropy(
      labelSmoothing: labelSmoothing, weighted: classWeights != nil, ignoredLabel: ignoredLabel)
    let losses = try graph.apply(definition, to: inputs, scalars: [scale])[0]
    return positions == 1 ? try graph.view(losses, as: [samples]) : try graph.apply(Reduce(.sum), to: [losses])[0]
  }

  /// The weights of the labels' classes, added in the order of samples and positions in binary64; 0 for one that is ignored or no class.
  public func weight(for output: [Int]) -> TargetWeight {
    guard classWeights != nil || ignoredLabel != nil else { return .each(Double(output.dropFirst().reduce(1, *))) }
    let classes = output.first ?? 0
    return .ofTargets { [classWeights, ignoredLabel] bytes in
      var sum = 0.0
      for label in bytes.bindMemory(to: Int32.self) where label != ignoredLabel && label >= 0 && Int(label) < classes {
        sum += classWeights.map { Double($0[Int(label)]) } ?? 1
      }
      return sum
    }
  }
}
