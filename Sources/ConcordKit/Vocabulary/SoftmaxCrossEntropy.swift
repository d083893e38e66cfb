/// `softmax_cross_entropy`: each sample's loss, and its gradient with respect to the logits.
///
/// Inputs: `logits` [N, K], `labels` i32 [N], each in 0 ..< K. Outputs: `loss` [N], not scaled; `gradient` [N, K], times the run
/// scalar `scale` (1/B of the whole batch). A label outside of 0 ..< K gives NaN in its row, in both outputs.
///
/// With label smoothing ε the target is 1 − ε + ε/K at the label and ε/K elsewhere (Szegedy and others, *Rethinking the Inception
/// Architecture for Computer Vision*, 2016), as in PyTorch's `CrossEntropyLoss`.
public struct SoftmaxCrossEntropy: OperationDefinition {
  public static let name = "softmax_cross_entropy"

  /// ε, between 0 and 1.
  public var labelSmoothing: Float

  /// `labelSmoothing` is spread over all classes, from 0 to less than 1.
  public init(labelSmoothing: Float = 0) { self.labelSmoothing = labelSmoothing }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "label_smoothing")
    labelSmoothing = try attributes.float("label_smoothing", default: 0)
    try check()
  }

  public var attributes: Attributes {
    labelSmoothing == 0 ? Attributes() : Attributes(["label_smoothing": .float(labelSmoothing)])
  }

  public var scalars: [ScalarType] { [.float32] }

  private func check() throws(OperationError) {
    try Expectation.attribute("label_smoothing", labelSmoothing, in: 0...1)
  }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { input <= 1 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "logits, labels")
    try check()
    try Expectation.float32([inputs[0]])
    try Expectation.rank(inputs[0], 2, "logits")
    try Expectation.type(inputs[1], TensorType(.int32, [inputs[0].shape[0]]), "labels")
    return [TensorType([inputs[0].shape[0]]), inputs[0]]
  }

  /// The constants of label smoothing, each rounded once from binary64.
  public struct Smoothing: Sendable, Hashable {
    /// 1 − ε.
    public var complement: Float
    /// The target at the label: 1 − ε + ε/K.
    public var atLabel: Float
    /// The target elsewhere: ε/K.
    public var elsewhere: Float
  }

  /// The constants for K classes; nil where nothing is smoothed.
  public func smoothing(classes: Int) -> Smoothing? {
    guard labelSmoothing > 0 else { return nil }
    let share = Double(labelSmoothing) / Double(classes)
    let complement = 1 - Double(labelSmoothing)
    return Smoothing(complement: Float(complement), atLabel: Float(complement + share), elsewhere: Float(share))
  }
}
