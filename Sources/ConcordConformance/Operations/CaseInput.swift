import ConcordKit

/// One input of an operation's case: its type, and how its numbers are made.
struct CaseInput: Sendable {
  let type: TensorType
  let words: @Sendable (ValueClass, Int, inout CaseNumbers) -> [UInt32]

  /// Numbers of the case's class.
  static func values(_ shape: [Int]) -> CaseInput {
    CaseInput(type: TensorType(shape)) { values, count, numbers in values.words(count, &numbers) }
  }

  /// Ordinary numbers, whatever the case's class.
  static func plain(_ shape: [Int]) -> CaseInput {
    CaseInput(type: TensorType(shape)) { _, count, numbers in ValueClass.normal.words(count, &numbers) }
  }

  /// Numbers of the case's class without their sign: mean squares, for example.
  static func magnitudes(_ shape: [Int]) -> CaseInput {
    CaseInput(type: TensorType(shape)) { values, count, numbers in
      values.words(count, &numbers).map { $0 & 0x7fff_ffff }
    }
  }

  /// Whole numbers of a range: labels, indices.
  static func integers(_ shape: [Int], _ range: ClosedRange<Int32>) -> CaseInput {
    CaseInput(type: TensorType(.int32, shape)) { _, count, numbers in
      (0..<count).map { _ in UInt32(bitPattern: numbers.integer(range)) }
    }
  }
}
