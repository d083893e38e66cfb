import ConcordConformance
import ConcordKit

/// What an operation is, as Markdown, which a terminal shows as well.
enum OperationText {
  static func of(_ operation: OperationDescription) -> String {
    var blocks = ["## \(operation.name)"]
    blocks += operation.comment.split(separator: "\n").map(String.init)
    if operation.attributes.isEmpty {
      blocks.append("It has no attributes.")
    } else {
      let rows = operation.attributes.map { attribute in
        let meaning = attribute.meaning.isEmpty ? "" : ": \(attribute.meaning)"
        let standard =
          attribute.standard.map { "default \($0)" } ?? (attribute.isNeeded ? "must be given" : "left out by default")
        let kind = attribute.kind.isEmpty ? "" : "\(attribute.kind); "
        return "- `\(attribute.name)`, \(kind)\(standard)\(meaning)"
      }
      blocks.append("Attributes:\n\n" + rows.joined(separator: "\n"))
    }
    blocks.append("To the bit (docs/numerics.md):")
    blocks += operation.definitions.map { "- \($0.variant): \($0.text)" }
    blocks.append("    \(operation.example)")
    return blocks.joined(separator: "\n\n")
  }

  /// All operations.
  static var page: String {
    let operations = Vocabulary.definitions.map { OperationDescription($0) }.sorted { $0.name < $1.name }
    return "# The operations\n\nPrinted by `concord op all --describe`. What a row means is in [numerics.md](numerics.md).\n\n"
      + operations.map(of).joined(separator: "\n\n")
  }
}
