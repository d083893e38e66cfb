import ConcordKit

/// Bit patterns as reports show them, and the comparison of two.
enum Bits {
  static func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// `0x3f800000 (1.0)`.
  static func text(_ word: UInt32, _ element: ElementType) -> String {
    switch element {
    case .float32: "\(hex(word)) (\(Float(bitPattern: word)))"
    case .int32: "\(hex(word)) (\(Int32(bitPattern: word)))"
    }
  }

  /// Sign and payload of a NaN are outside of the contract.
  static func canonical(_ word: UInt32, _ element: ElementType) -> UInt32 {
    element == .float32 && word & 0x7fff_ffff > 0x7f80_0000 ? 0x7fc0_0000 : word
  }

  /// How many float32 numbers two lie apart, the zeros being one number; nil where one of them is a NaN.
  static func distance(_ a: UInt32, _ b: UInt32) -> Int? {
    guard a & 0x7fff_ffff <= 0x7f80_0000, b & 0x7fff_ffff <= 0x7f80_0000 else { return nil }
    func position(_ word: UInt32) -> Int { (word >> 31 == 0 ? 1 : -1) * Int(word & 0x7fff_ffff) }
    return abs(position(a) - position(b))
  }
}

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
