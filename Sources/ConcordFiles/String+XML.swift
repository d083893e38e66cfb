extension String {
  /// The text as XML takes it, within an element or an attribute's double quotes. Characters that XML has no form for become U+FFFD.
  ///
  /// Source: *Extensible Markup Language (XML) 1.0*, fifth edition, §2.2 and §2.4.
  public var xmlEscaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t", "\r": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xfffe || scalar.value == 0xffff: result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
