import ConcordKit

/// Compares all outputs of a run with what they must be.
enum BitComparison {
  /// - Throws: Where they differ: the first element, both values, their distance, and how many differ.
  static func check(
    _ got: [[UInt32]], against expected: [[UInt32]], _ types: [TensorType]
  ) throws(ConformanceFailure) {
    for (index, type) in types.enumerated() {
      var first: Int?
      var count = 0
      for element in expected[index].indices
      where Bits.canonical(got[index][element], type.element) != Bits.canonical(expected[index][element], type.element) {
        first = first ?? element
        count += 1
      }
      guard let first else { continue }
      let (value, right) = (got[index][first], expected[index][first])
      let distance = type.element == .float32 ? Bits.distance(value, right).map { ", \($0) ulp apart" } ?? "" : ""
      throw ConformanceFailure(
        "output \(index) \(type) differs from the reference in \(count) of \(type.elementCount) elements, "
          + "first at \(position(first, type.shape)): got \(Bits.text(value, type.element)), "
          + "expected \(Bits.text(right, type.element))\(distance)")
    }
  }

  /// `element 17 [0, 1, 2]`.
  private static func position(_ element: Int, _ shape: [Int]) -> String {
    var rest = element
    var indices: [Int] = []
    for size in shape.reversed() {
      indices.append(rest % size)
      rest /= size
    }
    return "element \(element) \(Array(indices.reversed()))"
  }
}
