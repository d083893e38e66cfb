/// Reads JSON (RFC 8259) that anyone may have written, the one reader for every file that Concord takes: names that come twice in an
/// object are refused, which a dictionary would hide, and so is nesting so deep that reading it would need a deep stack, and values
/// so many that they would fill the memory. A byte order mark of UTF-8 is passed over, as editors write it.
public struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private var valueCount = 0

  /// How deep arrays and objects may lie in each other.
  public static let maximumDepth = 64
  /// Of values of all kinds; a value takes up to a hundred bytes while it is read.
  public static let maximumValueCount = 1 << 18

  /// The one value that the bytes are, as UTF-8; anything else throws with its place.
  public static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes: bytes)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { reader.position = 3 }
    let value = try reader.value()
    reader.skipSpace()
    guard reader.position == bytes.count else { throw reader.failure("something follows the end of the JSON value") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value() throws(JSONError) -> JSONValue {
    skipSpace()
    valueCount += 1
    guard valueCount <= Self.maximumValueCount else { throw failure("it holds more than \(Self.maximumValueCount) values") }
    switch next {
    case UInt8(ascii: "{"): return try nested { reader throws(JSONError) in try reader.object() }
    case UInt8(ascii: "["): return try nested { reader throws(JSONError) in try reader.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte): return .number(try number())
    default:
      for (word, value) in [("true", JSONValue.boolean(true)), ("false", .boolean(false)), ("null", .null)]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      throw failure(next == nil ? "it ends where a value should be" : "a value was expected")
    }
  }

  private mutating func nested(
    _ read: (inout JSONReader) throws(JSONError) -> JSONValue
  ) throws(JSONError) -> JSONValue {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw failure("it is nested more than \(Self.maximumDepth) levels deep") }
    return try read(&self)
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    var members: [String: JSONValue] = [:]
    position += 1
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("a name in quotes was expected") }
      let name = try string()
      guard members[name] == nil else { throw failure("\(JSONValue.string(name).summary) comes twice in one object") }
      skipSpace()
      guard take(":") else { throw failure("':' was expected after a name") }
      members[name] = try value()
      skipSpace()
    } while take(",")
    guard take("}") else { throw failure("',' or '}' was expected") }
    return .object(members)
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    var elements: [JSONValue] = []
    position += 1
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(",")
    guard take("]") else { throw failure("',' or ']' was expected") }
    return .array(elements)
  }

  private mutating func number() throws(JSONError) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(JSONError) {
    let start = position
    while let byte = next, Self.isDigit(byte) { position += 1 }
    guard position > start else { throw failure("a digit was expected") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw failure("a text has a control character or does not end on its line") }
      position += 1
      if byte == UInt8(ascii: "\\") { text += try escape() } else { text.append(byte) }
    }
    guard take("\"") else { throw failure("a text does not end") }
    guard let text = String(validating: text, as: UTF8.self) else { throw failure("a text is not UTF-8") }
    return text
  }

  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard let byte = next else { throw failure("a text does not end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]), take("\\") {
        guard take("u") else { throw failure("half of a pair of code units in a text") }
        units.append(try codeUnit())
      }
      guard let character = String(validating: units, as: UTF16.self) else {
        throw failure("half of a pair of code units in a text")
      }
      return Array(character.utf8)
    default: throw failure("an unknown escape in a text")
    }
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("four hexadecimal digits were expected") }
    position += 4
    return unit
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: UnicodeScalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
  }

  private func failure(_ problem: String) -> JSONError {
    // Every second byte of UTF-16 is 0 where the text is ASCII, and its byte order marks are no UTF-8.
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) || bytes.prefix(2).contains(0) {
      return JSONError(
        "it is not JSON that can be read: it is UTF-16 or binary, and JSON is UTF-8; save it as UTF-8", isSyntax: true)
    }
    let line = bytes[..<position].count { $0 == 0x0a } + 1
    return JSONError("it is not JSON that can be read: line \(line): \(problem)", isSyntax: true)
  }
}
