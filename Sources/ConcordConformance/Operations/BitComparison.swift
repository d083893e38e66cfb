import ConcordKit

/// Compares all outputs of a run with what they must be.
enum BitComparison {
  /// - Parameter names: Of the outputs; nil: their numbers.
  /// - Throws: Where they differ: the first element, both values, their distance, and how many differ.
  static func check(
    _ got: [[UInt32]], against expected: [[UInt32]], _ types: [TensorType], names: [String]? = nil
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
      let name = names?[index] ?? "\(index)"
      let difference = BitDifference(
        output: name, element: first, of: type, got: got[index][first], expected: expected[index][first])
      let distance = difference.ulp.map { ", \($0) ulp apart" } ?? ""
      throw ConformanceFailure(
        "output \(name) \(type) differs from the reference in \(count) of \(type.elementCount) elements, "
          + "first at \(position(first, type.shape)): got \(difference.got), expected \(difference.expected)\(distance)",
        difference)
    }
  }

  /// `element 17 [0, 1, 2]`.
  static func position(_ element: Int, _ shape: [Int]) -> String { "element \(element) \(indices(element, shape))" }

  /// The place along each axis.
  static func indices(_ element: Int, _ shape: [Int]) -> [Int] {
    var rest = element
    var indices: [Int] = []
    for size in shape.reversed() {
      indices.append(rest % size)
      rest /= size
    }
    return indices.reversed()
  }
}
