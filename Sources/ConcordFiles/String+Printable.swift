extension String {
  /// Text that anyone may have written, as it can be shown on one line of a terminal: control characters (newlines and escape
  /// sequences among them), marks that turn the direction of text, and what has no picture stand as `\n` or `\u{1b}`. Of a text
  /// longer than `limit` Unicode scalars the beginning is shown, with how many more there are.
  ///
  /// Applied to its own result it changes nothing but the length.
  public func printable(limit: Int = 1000) -> String {
    var shown = String.UnicodeScalarView()
    var count = 0
    var index = unicodeScalars.startIndex
    while index != unicodeScalars.endIndex, count < limit {
      let scalar = unicodeScalars[index]
      if Self.isPlain(scalar) { shown.append(scalar) } else { shown.append(contentsOf: Self.escape(scalar).unicodeScalars) }
      count += 1
      unicodeScalars.formIndex(after: &index)
    }
    guard index != unicodeScalars.endIndex else { return String(shown) }
    // Bytes, because counting the scalars of a gigabyte takes seconds.
    let rest = utf8.distance(from: index, to: utf8.endIndex)
    return String(shown) + "… (\(rest) more bytes)"
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    if (0x20..<0x7f).contains(scalar.value) { return true }
    // Joiners: parts of words and emoji in many scripts, which move nothing.
    if scalar.value == 0x200c || scalar.value == 0x200d { return true }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    default: true
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
}
