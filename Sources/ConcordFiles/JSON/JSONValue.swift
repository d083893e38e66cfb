/// A JSON value (RFC 8259), with numbers as they are written.
public enum JSONValue: Sendable {
  /// Members by their keys.
  case object([String: JSONValue])
  /// Values in order.
  case array([JSONValue])
  /// Text, with its escapes resolved.
  case string(String)
  /// A number as it was written, so that nothing is rounded before it is known what it is for.
  case number(String)
  /// `true` or `false`.
  case boolean(Bool)
  /// `null`.
  case null

  /// For messages: the value, or what it is where that would be long.
  public var summary: String {
    switch self {
    case .object: "an object"
    case .array(let elements): "an array of \(elements.count)"
    case .string(let text): text.utf8.count <= 60 ? "\"\(text.printable())\"" : "a text of \(text.utf8.count) bytes"
    case .number(let text): text.utf8.count <= 60 ? text : "a number of \(text.utf8.count) digits"
    case .boolean(let flag): "\(flag)"
    case .null: "null"
    }
  }
}
