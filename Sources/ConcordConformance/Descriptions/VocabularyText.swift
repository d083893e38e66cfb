import COperationTexts
import ConcordKit

/// The comments of the vocabulary's files.
enum VocabularyText {
  struct Declaration: Sendable {
    var comment = ""
    /// Of each property, by its name.
    var properties: [String: String] = [:]
    /// The types of properties.
    var types: [String] = []
  }

  static func declaration(of type: any OperationDefinition.Type) -> Declaration {
    declarations["\(type)"] ?? Declaration()
  }

  /// What an attribute means: the comment of the property of its name, or of one of a property's type, such as a window's; `input_height` may be
  /// the property `height`.
  static func meaning(_ attribute: String, of type: any OperationDefinition.Type) -> String? {
    let own = declaration(of: type)
    let names = [property(attribute), attribute.split(separator: "_").last.map(String.init) ?? attribute]
    for name in names {
      if let text = own.properties[name] { return text }
      for type in own.types { if let text = declarations[type]?.properties[name] { return text } }
    }
    return nil
  }

  /// `transposeA` of `transpose_a`.
  private static func property(_ attribute: String) -> String {
    let words = attribute.split(separator: "_")
    return words.enumerated().map { $0 == 0 ? String($1) : $1.prefix(1).uppercased() + $1.dropFirst() }.joined()
  }

  private static let declarations: [String: Declaration] = {
    var all: [String: Declaration] = [:]
    var (comment, type) = ([String](), "")
    for line in String(cString: concord_vocabulary_text()).split(separator: "\n", omittingEmptySubsequences: false) {
      let code = line.drop { $0 == " " }
      if code.hasPrefix("///") {
        comment.append(String(code.dropFirst(3).drop { $0 == " " }))
        continue
      }
      if line.hasPrefix("public struct ") {
        type = String(line.dropFirst("public struct ".count).prefix { $0 != ":" })
        all[type] = Declaration(comment: joined(comment))
      } else if line.hasPrefix("  public var "), !line.contains("{") {
        let name = line.dropFirst("  public var ".count).prefix { $0 != ":" }
        all[type]?.properties[String(name)] = joined(comment)
        all[type]?.types.append(String(line.dropFirst("  public var : ".count + name.count).prefix { $0 != " " && $0 != "?" }))
      }
      comment = []
    }
    return all
  }()

  /// Paragraphs, each in one line, without the marks of links.
  private static func joined(_ lines: [String]) -> String {
    lines.split(separator: "", omittingEmptySubsequences: true).map { $0.joined(separator: " ") }.joined(separator: "\n")
      .replacing("``", with: "`")
  }
}
