/// `dense_cross_entropy`: the loss at each position of a sample, such as a pixel or a token, and its gradient with respect to the logits.
///
/// Inputs: `logits` [N, K, P], `targets` i32 [N, P], each in 0 ..< K; then `weights` [K], of the classes, where `weighted` is set. Outputs:
/// `loss` [N, P], not scaled; `gradient` [N, K, P], times the run scalar `scale` (1/W, W being the sum of the weights of the whole batch's
/// targets). A target that is `ignored_label` gives +0 in both outputs, another one outside of 0 ..< K gives NaN.
///
/// The sum over the batch times the scale is PyTorch's `CrossEntropyLoss`, with its `weight`, `ignore_index` and `label_smoothing`.
public struct DenseCrossEntropy: OperationDefinition {
  public static let name = "dense_cross_entropy"

  /// ε, between 0 and 1.
  public var labelSmoothing: Float
  /// Whether an input gives each class a weight.
  public var weighted: Bool
  /// A target that counts for nothing.
  public var ignoredLabel: Int32?

  /// Labels equal to `ignoredLabel` count nothing; `labelSmoothing` is spread over all classes.
  public init(labelSmoothing: Float = 0, weighted: Bool = false, ignoredLabel: Int32? = nil) {
    self.labelSmoothing = labelSmoothing
    self.weighted = weighted
    self.ignoredLabel = ignoredLabel
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "ignored_label", "label_smoothing", "weighted")
    labelSmoothing = try attributes.float("label_smoothing", default: 0)
    weighted = try attributes.boolean("weighted", default: false)
    if attributes.values["ignored_label"] != nil {
      let label = try attributes.integer("ignored_label", default: 0)
      guard let label = Int32(exactly: label) else {
        throw OperationError("attribute 'ignored_label' must fit into 32 bits, but is \(label)")
      }
      ignoredLabel = label
    }
    try check()
  }

  public var attributes: Attributes {
    var values: [String: AttributeValue] = ["weighted": .boolean(weighted)]
    if labelSmoothing != 0 { values["label_smoothing"] = .float(labelSmoothing) }
    if let ignoredLabel { values["ignored_label"] = .integer(Int(ignoredLabel)) }
    return Attributes(values)
  }

  public var scalars: [ScalarType] { [.float32] }

  private func check() throws(OperationError) {
    try Expectation.attribute("label_smoothing", labelSmoothing, in: 0...1)
  }

  public func keepsSamplesApart(in input: Int, of types: [TensorType]) -> Bool { input <= 1 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, weighted ? 3 : 2, "logits, targets" + (weighted ? ", weights" : ""))
    try check()
    try Expectation.float32([inputs[0]])
    try Expectation.rank(inputs[0], 3, "logits")
    let shape = inputs[0].shape
    try Expectation.type(inputs[1], TensorType(.int32, [shape[0], shape[2]]), "targets")
    if weighted { try Expectation.type(inputs[2], TensorType([shape[1]]), "weights") }
    return [TensorType([shape[0], shape[2]]), inputs[0]]
  }

  /// Those of ``SoftmaxCrossEntropy``; where nothing is smoothed, 1 at the label and 0 elsewhere.
  public func smoothing(classes: Int) -> SoftmaxCrossEntropy.Smoothing {
    SoftmaxCrossEntropy(labelSmoothing: labelSmoothing).smoothing(classes: classes)
      ?? SoftmaxCrossEntropy.Smoothing(complement: 1, atLabel: 1, elsewhere: 0)
  }
}
