/// Shapes that go together as NumPy has them: axes are aligned at the last, a missing one counts as 1, and a 1 is stretched to any size.
public enum Broadcast {
  /// An axis of the common shape, longer than 1, or several neighbouring ones along which each tensor does the same.
  public struct Axis: Sendable, Hashable {
    /// The size of the axis that is repeated.
    public var size: Int
    /// For each tensor, whether it has this axis, or is stretched along it.
    public let isThere: [Bool]
  }

  /// The shape that all are stretched to; nil where they do not go together.
  public static func shape(of shapes: [[Int]]) -> [Int]? {
    let rank = shapes.map(\.count).max() ?? 0
    var common = [Int](repeating: 1, count: rank)
    for shape in shapes {
      for (axis, size) in zip(rank - shape.count..<rank, shape) where size != 1 {
        guard common[axis] == 1 || common[axis] == size else { return nil }
        common[axis] = size
      }
    }
    return common
  }

  /// The axes of the common shape, outermost first, as few as tell where each tensor is stretched.
  ///
  /// - Precondition: The shapes can be stretched to `common`.
  public static func axes(of shapes: [[Int]], stretchedTo common: [Int]) -> [Axis] {
    var axes: [Axis] = []
    for (number, size) in common.enumerated() where size != 1 {
      let isThere = shapes.map { shape in
        let axis = number - (common.count - shape.count)
        return axis >= 0 && shape[axis] == size
      }
      if let last = axes.last, last.isThere == isThere {
        axes[axes.count - 1].size *= size
      } else {
        axes.append(Axis(size: size, isThere: isThere))
      }
    }
    return axes
  }

  /// The type of what two float32 tensors give, element by element.
  static func type(of inputs: [TensorType]) throws(OperationError) -> TensorType {
    try Expectation.count(inputs, 2, "a, b")
    try Expectation.float32(inputs)
    guard let shape = shape(of: inputs.map(\.shape)) else {
      throw OperationError(
        "expects a and b of sizes that are equal or 1, axis by axis from the last, but got \(inputs[0]) and \(inputs[1])")
    }
    return TensorType(shape)
  }

  /// Whether the samples of an input, along its first axis, are those of what the inputs give together.
  static func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool {
    guard let common = shape(of: inputs.map(\.shape)) else { return false }
    let shape = inputs[input].shape
    return shape.count == common.count && shape.first == common.first
  }
}
