import ArgumentParser
import ConcordFiles

/// What ends the command, as the one line that its user reads.
enum ErrorLine {
  /// Bytes of a word of the command line that are shown whole.
  private static let wordLimit = 400

  /// The line, and the exit status; nil where there is nothing to say: help was asked for, or all was said already.
  static func of(_ error: any Error) -> (line: String, status: Int32)? {
    let code = ConcordCommand.exitCode(for: error)
    let message = ConcordCommand.message(for: error)
    guard !code.isSuccess, !message.isEmpty else { return nil }
    return ("Error: " + text(message, hint: hint(ConcordCommand.fullMessage(for: error))), code.rawValue)
  }

  /// - Parameter hint: Where to read on, for a mistake in the arguments.
  private static func text(_ message: String, hint: String?) -> String {
    // The reason that an option's own check gave stands after the value; only what the parser itself says needs a remedy.
    if message.hasPrefix("The value '") && message.contains("': ") || message.contains("; there are: ") {
      return printable(message)
    }
    if message.hasPrefix("Missing value for '--") {
      let flag = message.dropFirst("Missing value for '".count).prefix { $0 != " " && $0 != "'" }
      return printable("\(message); give one, and one that begins with a dash as \(flag)=VALUE")
    }
    return printable(message + (hint.map { "; see '\($0)'" } ?? ""))
  }

  /// A text in one line that can be read to its end.
  static func printable(_ text: String) -> String {
    var text = text
    // What stands after a word that fills pages is what its user needs to read.
    for word in CommandLine.arguments where word.utf8.count > wordLimit {
      text = text.replacing(word, with: word.prefix(wordLimit / 2) + "…")
    }
    // The parser's own break of a line, in what it says of letters behind one dash.
    return text.replacing("\n   or: ", with: " or: ").printable(limit: 4000)
  }

  /// The command that the parser advises for help.
  private static func hint(_ fullMessage: String) -> String? {
    let (before, after) = ("  See '", "' for more information.")
    let line = fullMessage.split(separator: "\n").last { $0.hasPrefix(before) && $0.hasSuffix(after) }
    return line.map { String($0.dropFirst(before.count).dropLast(after.count)) }
  }
}
