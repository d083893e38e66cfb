/// Finite numbers in a range, as a flag's value or as one of the config file.
struct RealNumbers: Sendable {
  /// In words, after "must be": `between 0 and 1`.
  private let rule: String
  private let contains: @Sendable (Double) -> Bool
  /// Whether the number is rounded to float32 before it is used.
  private let isFloat32: Bool

  static let share = RealNumbers("between 0 and 1", isFloat32: true) { (0...1).contains($0) }
  static let part = RealNumbers("above 0 and below 1", isFloat32: false) { $0 > 0 && $0 < 1 }
  static let notNegative = RealNumbers("a finite float32 number of at least 0", isFloat32: true) { $0 >= 0 }
  static let positive = RealNumbers("a finite float32 number above 0", isFloat32: true) { $0 > 0 }
  /// Of a budget, to leave.
  static let headroom = RealNumbers("at least 0 and below 1", isFloat32: false) { (0..<1).contains($0) }

  static func seconds(upTo most: Double, zero: Bool) -> RealNumbers {
    RealNumbers("a number of seconds \(zero ? "between 0 and" : "above 0, and at most") \(Int(most))", isFloat32: false) {
      $0 <= most && (zero ? $0 >= 0 : $0 > 0)
    }
  }

  private init(_ rule: String, isFloat32: Bool, _ contains: @escaping @Sendable (Double) -> Bool) {
    self.rule = rule
    self.isFloat32 = isFloat32
    self.contains = contains
  }

  /// A flag's value. The parser puts the flag and the value before the reason.
  func parse(_ text: String) throws -> Double {
    guard let number = Double(text), fits(number) else { throw CommandError("it must be \(rule)") }
    // A number that becomes 0 is not the one that was meant: 1e-400, or 1e-60 as float32.
    guard rounded(number) != 0 || !Self.hasDigits(text) else {
      throw CommandError("it is so small that it would be 0; give 0, or a larger number")
    }
    return number
  }

  /// A value that may have come from the config file, where nobody has looked at it.
  func check(_ number: Double, _ setting: String) throws {
    guard fits(number) else { throw CommandError("--\(setting) must be \(rule), but is \(number)") }
    guard rounded(number) != 0 || number == 0 else {
      throw CommandError("--\(setting) is \(number), so small that it would be 0; give 0, or a larger number")
    }
  }

  private func fits(_ number: Double) -> Bool { number.isFinite && rounded(number).isFinite && contains(number) }

  private func rounded(_ number: Double) -> Double { isFloat32 ? Double(Float(number)) : number }

  /// Whether anything but zeros stands before the exponent.
  private static func hasDigits(_ text: String) -> Bool {
    let isHexadecimal = text.lowercased().firstRange(of: "0x") != nil
    let digits = text.lowercased().prefix { $0 != (isHexadecimal ? "p" : "e") }.drop { $0 == "+" || $0 == "-" }
    return digits.dropFirst(isHexadecimal ? 2 : 0).contains { $0 != "0" && $0 != "." }
  }
}
