/// Element type and shape of a contiguous, row-major tensor.
public struct TensorType: Sendable, Hashable {
  /// The largest rank that a backend must serve.
  public static let maximumRank = 8

  /// The type of its values.
  public var element: ElementType
  /// Counts, outermost first. Empty: one element.
  public var shape: [Int]

  /// Values of `element` in a row-major array of `shape`; an empty shape is one value.
  public init(_ element: ElementType, _ shape: [Int]) {
    self.element = element
    self.shape = shape
  }

  /// A float32 tensor.
  public init(_ shape: [Int]) { self.init(.float32, shape) }

  /// How many axes it has.
  public var rank: Int { shape.count }

  /// The number of elements. Saturates at `Int.max`, so that an absurd shape is refused by whoever compares it with a limit
  /// instead of wrapping around.
  public var elementCount: Int {
    var count = 1
    for dimension in shape {
      if dimension == 0 { return 0 }
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      count = overflow ? Int.max : product
    }
    return count
  }

  /// Bytes of its elements, without padding; saturates like ``elementCount``.
  public var byteCount: Int {
    let (product, overflow) = elementCount.multipliedReportingOverflow(by: element.byteCount)
    return overflow ? Int.max : product
  }
}

extension TensorType: CustomStringConvertible {
  public var description: String { "\(element)[\(shape.map(String.init).joined(separator: ", "))]" }
}
