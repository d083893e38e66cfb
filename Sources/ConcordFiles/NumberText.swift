/// Why a text is no number that can be used. It is said without the text.
public struct NumberError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
}

/// Numbers as people write them. Swift's own conversions take `1e-400` for 0, and `nan`, `inf` and `0x1p3` for numbers.
public enum NumberText {
  /// - Throws: Where it is no decimal number, or one that is infinite or 0 in binary64 without being written so.
  public static func double(_ text: String) throws(NumberError) -> Double {
    guard let number = decimal(text, Double.init) else { throw NumberError(description: "it is not a decimal number") }
    return try checked(number, text)
  }

  /// The same in binary32.
  public static func float(_ text: String) throws(NumberError) -> Float {
    guard let number = decimal(text, Float.init) else { throw NumberError(description: "it is not a decimal number") }
    return try checked(number, text)
  }

  private static func decimal<Number>(_ text: String, _ convert: (String) -> Number?) -> Number? {
    text.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) } ? convert(text) : nil
  }

  private static func checked<Number: BinaryFloatingPoint>(_ number: Number, _ text: String) throws(NumberError) -> Number {
    let bits = 8 * MemoryLayout<Number>.size
    guard number.isFinite else { throw NumberError(description: "it is too large for \(bits) bits") }
    let mantissa = text.prefix { $0 != "e" && $0 != "E" }
    guard number != 0 || !mantissa.contains(where: { ("1"..."9").contains($0) }) else {
      throw NumberError(description: "it is so small that it would be 0 in \(bits) bits; write 0 where that is meant")
    }
    return number
  }
}
