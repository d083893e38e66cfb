/// A number of bytes as people write and read it: `8GiB`, `512 MiB`, `1.5GB`, `4096`.
public struct ByteCount: Sendable, Hashable {
  /// How many.
  public let bytes: Int

  /// The largest that is taken, 1 EiB: far above any device, and so far below `Int.max` that sums of what fits never overflow.
  public static let maximum = 1 << 60

  /// So many bytes.
  public init(_ bytes: Int) { self.bytes = bytes }

  /// Why a text is no size.
  public struct ParseError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
  }

  /// Reads a number, with a fraction or without, and a unit in any case: `B`, `kB`, `MB`, `GB`, `TB` in steps of 1000; `KiB`, `MiB`,
  /// `GiB`, `TiB` in steps of 1024; none means bytes. Parts of a byte are dropped.
  public init(parsing text: String) throws(ParseError) {
    func refuse(_ why: String) -> ParseError {
      ParseError(description: "'\(text)' \(why); write a size such as 8GiB, 512MiB, 1.5GB or 4096")
    }
    var rest = text.drop { $0 == " " }
    while rest.last == " " { rest.removeLast() }
    let isNegative = rest.first == "-"
    if isNegative { rest.removeFirst() }
    let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unitText = rest.dropFirst(number.count).drop { $0 == " " }.lowercased()
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard let unit = Self.units[unitText], parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else {
      throw refuse("is no number of bytes")
    }
    guard !isNegative else { throw refuse("is negative") }
    guard let bytes = Self.product(whole: parts[0], fraction: parts.count == 2 ? parts[1] : "", unit) else {
      throw refuse("is more than the largest size that is taken, \(ByteCount(Self.maximum))")
    }
    guard bytes > 0 else { throw refuse("is less than one byte") }
    self.bytes = bytes
  }

  private static let units: [String: Int] = {
    var units = ["": 1, "b": 1]
    for (power, letter) in ["k", "m", "g", "t"].enumerated() {
      units["\(letter)b"] = (0...power).reduce(1) { product, _ in product * 1000 }
      units["\(letter)ib"] = 1 << (10 * (power + 1))
    }
    return units
  }()

  /// (whole + 0.fraction) · unit rounded down, in whole numbers only; nil beyond the maximum.
  private static func product(whole: Substring, fraction: Substring, _ unit: Int) -> Int? {
    guard let number = whole.isEmpty ? 0 : Int(whole) else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
    // Beyond a dozen digits a fraction is less than a byte of a TiB.
    let digits = fraction.prefix(13)
    var scale = 1
    for _ in digits { scale *= 10 }
    let (high, low) = (Int(digits) ?? 0).multipliedFullWidth(by: unit)
    let part = scale.dividingFullWidth((high, low)).quotient
    guard !overflow, bytes <= maximum - part else { return nil }
    return bytes + part
  }
}

extension ByteCount: CustomStringConvertible {
  /// In units of 1024, with two decimals: `1.56 MiB`.
  public var description: String {
    var (value, unit) = (Double(bytes), "B")
    for next in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] where value.magnitude >= 1024 {
      value /= 1024
      unit = next
    }
    guard unit != "B" else { return "\(bytes) B" }
    let hundredths = Int((value.magnitude * 100).rounded())
    let (whole, part) = hundredths.quotientAndRemainder(dividingBy: 100)
    return "\(value < 0 ? "-" : "")\(whole).\(part < 10 ? "0" : "")\(part) \(unit)"
  }
}
