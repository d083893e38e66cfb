import ConcordKit

/// Judges outputs by how far they are from the reference: for kernels that promise no identity.
struct UlpJudgement {
  var names: [String]
  var types: [TensorType]
  /// Neighbouring float32 numbers that an element may be off. The zeros are one number; infinity is the neighbour of the largest; a NaN
  /// must be one. Whole numbers must be the same.
  var limit: Int

  /// Where it is beyond the limit: the element that is farthest off.
  func problem(_ got: [[UInt32]], _ expected: [[UInt32]]) -> ConformanceFailure? {
    for (output, type) in types.enumerated() {
      var (worst, place, count) = (-1, 0, 0)
      for element in expected[output].indices {
        let distance = distance(got[output][element], expected[output][element], type.element)
        if distance > limit { count += 1 }
        if distance > worst { (worst, place) = (distance, element) }
      }
      guard count > 0 else { continue }
      let difference = BitDifference(
        output: names[output], element: place, of: type, got: got[output][place], expected: expected[output][place])
      let far = worst == Int.max ? "a number where a NaN must be, or the other way round" : "\(worst) ulp apart"
      return ConformanceFailure(
        "\(count) of \(type.elementCount) elements of the output \(names[output]) are more than \(limit) ulp from the reference, farthest at "
          + "\(BitComparison.position(place, type.shape)): \(far): got \(difference.got), expected \(difference.expected)",
        difference)
    }
    return nil
  }

  private func distance(_ a: UInt32, _ b: UInt32, _ element: ElementType) -> Int {
    guard Bits.canonical(a, element) != Bits.canonical(b, element) else { return 0 }
    return element == .float32 ? Bits.distance(a, b) ?? Int.max : Int.max
  }
}
