#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One form for every JSON that Concord writes: indented, keys sorted. A number that is not finite, which JSON cannot say, is `null`.
public enum ReportEncoder {
  public static func encode(_ report: some Encodable) throws -> String {
    // The encoder knows texts for such numbers only. One that nothing else can be stands for `null` until all is written.
    let placeholder = UUID().uuidString
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: placeholder, negativeInfinity: placeholder, nan: placeholder)
    return String(decoding: try encoder.encode(report), as: UTF8.self)
      .replacing("\"\(placeholder)\"", with: "null")
  }
}
