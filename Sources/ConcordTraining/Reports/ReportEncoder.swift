#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One form for every JSON that Concord writes: indented, keys sorted. A number that is not finite, which JSON cannot say, is `null`.
public enum ReportEncoder {
  /// The report as JSON with sorted keys.
  public static func encode(_ report: some Encodable) throws -> String {
    // The encoder knows texts for such numbers only. One that nothing else can be stands for `null` until all is written.
    let placeholder = UUID().uuidString
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: placeholder, negativeInfinity: placeholder, nan: placeholder)
    return harmless(String(decoding: try encoder.encode(report), as: UTF8.self).replacing("\"\(placeholder)\"", with: "null"))
  }

  /// The same JSON, with the characters escaped that move something on a terminal and that JSON itself lets pass: names from
  /// elsewhere may hold them.
  private static func harmless(_ json: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in json.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar != "\n", .format, .lineSeparator, .paragraphSeparator:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
        }
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
