/// Cases that went wrong alike: one mistake of a backend fails many.
package struct FailureGroup: Encodable, Sendable, Equatable {
  /// The operation, or what stands before a case's bracket.
  package let subject: String
  /// `failed`, `crashed` or `timed out`.
  package let outcome: String
  /// The message, without the words that are numbers or have a digit in them.
  package let pattern: String
  /// How many cases.
  package internal(set) var count: Int
  /// The name of the first.
  package let first: String

  init(_ failure: ConformanceReport.Case) {
    subject = String(failure.name.prefix { $0 != "[" })
    outcome = failure.outcome
    pattern = Self.pattern(failure.message)
    count = 1
    first = failure.name
  }

  /// Whether it is of the same kind.
  func isLike(_ other: FailureGroup) -> Bool {
    subject == other.subject && outcome == other.outcome && pattern == other.pattern
  }

  private static let infinite: Set = ["inf", "nan"]

  static func pattern(_ message: String) -> String {
    var words: [Substring] = []
    for word in message.split(whereSeparator: \.isWhitespace) {
      let isNumber = word.contains(where: \.isNumber) || infinite.contains(word.filter { $0.isLetter }.lowercased())
      let shown = isNumber ? "…" : word
      if shown != "…" || words.last != "…" { words.append(shown) }
    }
    return words.joined(separator: " ")
  }
}
