import ConcordKit

/// What a tensor holds at one moment of a step.
package struct TracedTensor: Sendable {
  package let name: String
  package let type: TensorType
  /// Bit patterns, row-major.
  package let words: [UInt32]

  /// Where the first number is that is infinite or none; nil where all are finite, as whole numbers are.
  package var firstNonFinite: Int? {
    type.element == .float32 ? words.firstIndex { !Float(bitPattern: $0).isFinite } : nil
  }

  /// An element as people read it.
  package func value(_ element: Int) -> String { Self.text(words[element], type.element) }

  static func text(_ word: UInt32, _ element: ElementType) -> String {
    switch element {
    case .float32: "\(Float(bitPattern: word))"
    case .int32: "\(Int32(bitPattern: word))"
    }
  }

  /// Smallest and largest of its numbers, and how many are not finite: `-0.5 … 3.25, 2 of 640 not finite`.
  package var range: String {
    guard type.element == .float32 else {
      let values = words.map { Int32(bitPattern: $0) }
      guard let least = values.min(), let most = values.max() else { return "no number" }
      return "\(least) … \(most)"
    }
    let finite = words.map { Float(bitPattern: $0) }.filter { $0.isFinite }
    let others = words.count - finite.count
    let note = others == 0 ? "" : "\(others) of \(words.count) not finite"
    guard let least = finite.min(), let most = finite.max() else { return note.isEmpty ? "no number" : note }
    return "\(least) … \(most)" + (note.isEmpty ? "" : ", \(note)")
  }

  /// Where two that should be the same differ, NaNs of any kind being one.
  func differences(from other: TracedTensor) -> [Int] {
    guard words != other.words else { return [] }
    func isNaN(_ word: UInt32) -> Bool { type.element == .float32 && Float(bitPattern: word).isNaN }
    return words.indices.filter { words[$0] != other.words[$0] && !(isNaN(words[$0]) && isNaN(other.words[$0])) }
  }
}
