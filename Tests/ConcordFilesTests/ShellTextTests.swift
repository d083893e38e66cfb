import ConcordFiles
import Foundation
import Testing

@Suite("Words for a shell")
struct ShellTextTests {
  /// What a shell makes of a line, its words with a byte of 0 behind each.
  private static func words(_ line: String, _ shell: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: shell)
    process.arguments = ["-c", "printf '%s\\0' \(line)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("a shell reads the same words again")
  func round() throws {
    let words = [
      "plain", "", " ", "two words", "it's", "''", "$(echo x)", "`x`", "a\\b", "*", "?", "[a]", "~", "#", "a;b", "a&&b", "\"",
      "!x", "-x",
      "a=b", "é", "大", "{a,b}", "<", ">", "|",
    ]
    #expect(try Self.words(ShellText.command(words), "/bin/sh") == words)
  }

  @Test("what would move something on a terminal is written in characters that do not, and is the same word for bash")
  func control() throws {
    let words = ["a\nb", "\u{1b}[2J", "it's\t\u{7f}\\", "\u{9b}1m", "\u{202e}x", "é\u{1}1"]
    let line = ShellText.command(words)
    #expect(
      line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0.properties.generalCategory != .format })
    guard FileManager.default.fileExists(atPath: "/bin/bash") else { return }
    #expect(try Self.words(line, "/bin/bash") == words)
  }
}
