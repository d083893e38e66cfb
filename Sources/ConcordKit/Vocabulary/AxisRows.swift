/// A tensor cut at an axis, as a matrix: a row for each place on the axes before it, and in it all that lies at the places of the
/// axis and of those after it. Joining, cutting and padding along the axis then happen within rows.
public struct AxisRows: Sendable, Hashable {
  /// How many rows there are.
  public let rows: Int
  /// Elements of a row.
  public let width: Int
  /// Elements of a row at one place of the axis.
  public let inner: Int

  /// - Precondition: `axis` is one of the shape's.
  public init(_ shape: [Int], axis: Int) {
    rows = TensorType(Array(shape[..<axis])).elementCount
    width = TensorType(Array(shape[axis...])).elementCount
    inner = TensorType(Array(shape[(axis + 1)...])).elementCount
  }

  /// Checks that `axis` is one of a tensor's.
  static func check(axis: Int, of input: TensorType, _ name: String) throws(OperationError) {
    guard input.shape.indices.contains(axis) else {
      throw OperationError("expects \(name) to have an axis \(axis), counted from 0, but got \(input)")
    }
  }
}
