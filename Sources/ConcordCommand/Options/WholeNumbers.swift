/// Whole numbers in a range, as a flag's value or as one of the config file.
struct WholeNumbers<Integer: FixedWidthInteger & Sendable>: Sendable {
  let range: ClosedRange<Integer>

  init(_ range: ClosedRange<Integer>) { self.range = range }

  /// A flag's value. The parser puts the flag and the value before the reason.
  func parse(_ text: String) throws -> Integer {
    guard let number = Integer(text), range.contains(number) else { throw CommandError("it must be \(rule)") }
    return number
  }

  /// A value that may have come from the config file, where nobody has looked at it.
  func check(_ number: Integer, _ setting: String) throws {
    guard range.contains(number) else { throw CommandError("--\(setting) must be \(rule), but is \(number)") }
  }

  private var rule: String { "a whole number between \(range.lowerBound) and \(range.upperBound)" }
}
