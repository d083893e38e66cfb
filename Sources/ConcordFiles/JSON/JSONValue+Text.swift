extension JSONValue {
  /// The value as RFC 8259 writes it, on one line; members in the order of their keys, but for those of `first`, which come before.
  public func text(first: [String] = []) -> String {
    switch self {
    case .null: return "null"
    case .boolean(let flag): return flag ? "true" : "false"
    case .number(let text): return text
    case .string(let text): return Self.quoted(text)
    case .array(let elements): return "[" + elements.map { $0.text(first: first) }.joined(separator: ", ") + "]"
    case .object(let members):
      let keys = first.filter { members[$0] != nil } + members.keys.filter { !first.contains($0) }.sorted()
      return "{" + keys.map { "\(Self.quoted($0)): \((members[$0] ?? .null).text(first: first))" }.joined(separator: ", ") + "}"
    }
  }

  /// A text in quotes. Whatever moves something on a terminal is escaped.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where String(scalar).printable() == String(scalar): result.unicodeScalars.append(scalar)
      default:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return result + "\""
  }
}
