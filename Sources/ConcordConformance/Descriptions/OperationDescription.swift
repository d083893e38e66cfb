import COperationTexts
import ConcordKit

/// What an operation is, gathered from where it is written down: its comment in the vocabulary, its rows of `docs/numerics.md`, and what its type
/// says of its attributes.
package struct OperationDescription: Sendable {
  package let name: String
  /// What it is for, its inputs, outputs and run scalars.
  package let comment: String
  package let attributes: [Attribute]
  /// The rows of the table of definitions: what they define beside the name, and how.
  package let definitions: [(variant: String, text: String)]
  /// A command that runs it.
  package let example: String

  package struct Attribute: Sendable, Equatable {
    package var name: String
    /// `true or false`, `an integer`, `one of identity, relu`; empty where it depends on other attributes.
    package var kind: String
    /// nil: without it, nothing of it is done.
    package var standard: String?
    /// Whether it must be given.
    package var isNeeded: Bool
    /// What it means; empty where only the operation's comment says.
    package var meaning: String
  }

  package init(_ type: any OperationDefinition.Type) {
    name = type.name
    let declaration = VocabularyText.declaration(of: type)
    comment = declaration.comment
    definitions = Self.definitions(of: type.name)
    let names = Self.attributeNames(type)
    attributes = names.map { name in
      Attribute(
        name: name, kind: Self.kind(of: name, type), standard: Self.standard(of: name, type),
        isNeeded: Self.problem(type, [:])?.contains("'\(name)'") ?? false, meaning: VocabularyText.meaning(name, of: type) ?? ""
      )
    }
    example =
      "concord op \(name) --inputs in.safetensors --output out.safetensors"
      + attributes.filter { $0.standard != nil || $0.isNeeded }.map { " --attr \($0.name)=\($0.standard ?? "…")" }.joined()
      + ((try? type.init(attributes: Attributes()))?.scalars ?? []).map { $0 == .float32 ? " --scalar 0.1" : " --scalar 1" }
      .joined()
  }

  // MARK: What its type says

  /// As an unknown attribute is answered.
  private static func attributeNames(_ type: any OperationDefinition.Type) -> [String] {
    let problem = problem(type, ["?": .boolean(true)])
    guard let list = problem?.firstRange(of: "; it takes ") else { return [] }
    let names = problem?[list.upperBound...] ?? ""
    return names == "none" ? [] : names.split(separator: ",").map { String($0.drop { $0 == " " }) }
  }

  /// As a value of another kind is answered.
  private static func kind(of name: String, _ type: any OperationDefinition.Type) -> String {
    for wrong in [AttributeValue.string("?"), .float(0.5)] {
      guard let problem = problem(type, [name: wrong]), let start = problem.firstRange(of: "attribute '\(name)' must be "),
        let end = problem.firstRange(of: ", but is ")
      else { continue }
      return String(problem[start.upperBound..<end.lowerBound])
    }
    return ""
  }

  private static func standard(of name: String, _ type: any OperationDefinition.Type) -> String? {
    if let value = (try? type.init(attributes: Attributes()))?.attributes.values[name] { return value.description }
    return kind(of: name, type) == "true or false" ? "false" : nil
  }

  private static func problem(_ type: any OperationDefinition.Type, _ values: [String: AttributeValue]) -> String? {
    do throws(OperationError) {
      _ = try type.init(attributes: Attributes(values))
      return nil
    } catch {
      return error.message
    }
  }

  // MARK: What the page of the arithmetic says

  private static let page = String(cString: concord_numerics_text())

  private static func definitions(of name: String) -> [(variant: String, text: String)] {
    guard let section = page.firstRange(of: "\n## The operations\n") else { return [] }
    var rows: [(variant: String, text: String)] = []
    for line in page[section.upperBound...].split(separator: "\n") where line.hasPrefix("| `") {
      let cells = String(line).replacing("\\|", with: "\u{1}").split(separator: "|").map {
        trimmed(String($0).replacing("\u{1}", with: "|"))
      }
      guard cells.count == 2, cells[0].firstRange(of: "`\(name)`") != nil else { continue }
      rows.append((cells[0].replacing("`", with: ""), cells[1]))
    }
    return rows
  }

  private static func trimmed(_ text: String) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
