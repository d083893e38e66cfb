import ConcordKit

/// One element of an output that is not what it must be, for programs that read a report.
package struct BitDifference: Encodable, Sendable, Equatable {
  /// The output: its number, or its name.
  package var output: String
  /// The element's place in the output's memory.
  package var element: Int
  /// Along each axis.
  package var position: [Int]
  /// Bits and number.
  package var got: String
  /// The reference's.
  package var expected: String
  /// Neighbouring float32 numbers between them; nil where one is a NaN, or they are whole numbers.
  package var ulp: Int?

  init(output: String, element: Int, of type: TensorType, got: UInt32, expected: UInt32) {
    self.output = output
    self.element = element
    position = BitComparison.indices(element, type.shape)
    self.got = Bits.text(got, type.element)
    self.expected = Bits.text(expected, type.element)
    ulp = type.element == .float32 ? Bits.distance(got, expected) : nil
  }
}
