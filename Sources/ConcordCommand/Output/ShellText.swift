/// Words as a shell reads them.
enum ShellText {
  static func command(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

  /// The words with `options` set to new values, at the end, instead of what they said.
  static func replacing(_ options: [(flag: String, value: String)], in words: [String]) -> [String] {
    var result: [String] = []
    var skips = false
    for word in words {
      if skips {
        skips = false
      } else if options.contains(where: { $0.flag == word }) {
        skips = true
      } else if !options.contains(where: { word.hasPrefix($0.flag + "=") }) {
        result.append(word)
      }
    }
    return result + options.flatMap { [$0.flag, $0.value] }
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=,+@%".contains($0)) }
    return plain && !word.isEmpty
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
