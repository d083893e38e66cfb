/// Words as a shell reads them.
public enum ShellText {
  /// Words as one line that a shell takes apart into the same words.
  public static func command(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

  private static func quoted(_ word: String) -> String {
    if word.printable(limit: .max) != word { return escaped(word) }
    let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=,+@%".contains($0)) }
    return plain && !word.isEmpty
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// In the quotes that bash, zsh, ksh and POSIX's sh of 2024 read, so that what is printed moves nothing on a terminal.
  private static func escaped(_ word: String) -> String {
    let bytes = word.utf8.map { byte in
      (0x20..<0x7f).contains(byte) && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\\")
        ? String(UnicodeScalar(byte)) : "\\" + octal(byte)
    }
    return "$'" + bytes.joined() + "'"
  }

  private static func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }
}
