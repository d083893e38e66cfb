/// `one_hot`: each label as a row that is 1 at its class and +0 elsewhere.
///
/// Input: `labels` i32 [N]. Output: f32 [N, classes]. A label outside of 0 ..< classes gives a row of NaN.
public struct OneHot: OperationDefinition {
  public static let name = "one_hot"

  /// How many classes there are.
  public var classes: Int

  /// Rows of so many values, one of which is 1.
  public init(classes: Int) { self.classes = classes }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "classes")
    classes = try attributes.integer("classes", default: 0)
    try check()
  }

  public var attributes: Attributes { Attributes(["classes": .integer(classes)]) }

  private func check() throws(OperationError) { try Expectation.attribute("classes", classes, atLeast: 1) }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "labels")
    try check()
    guard inputs[0].element == .int32, inputs[0].rank == 1 else {
      throw OperationError("expects labels of type i32[N], but got \(inputs[0])")
    }
    return [TensorType([inputs[0].shape[0], classes])]
  }
}
