import ConcordFiles
import Testing

@Suite("Text of others on a terminal")
struct PrintableTests {
  @Test("what a terminal would obey is shown, not obeyed")
  func escapes() {
    #expect("a\u{1b}[2Jb".printable() == "a\\u{1b}[2Jb")
    #expect("a\nb\r\tc\u{0}".printable() == "a\\nb\\r\\tc\\u{0}")
    #expect("\u{9b}1m\u{7f}".printable() == "\\u{9b}1m\\u{7f}", "one byte that begins a sequence, and delete")
    #expect("\u{202e}gnp.exe\u{2066}".printable() == "\\u{202e}gnp.exe\\u{2066}")
    #expect("\u{2028}\u{2029}\u{feff}\u{200b}".printable() == "\\u{2028}\\u{2029}\\u{feff}\\u{200b}")
    #expect("\u{e000}\u{e0041}\u{378}".printable() == "\\u{e000}\\u{e0041}\\u{378}", "private use, tags, unassigned")
  }

  @Test("text of people stays as it is")
  func plain() {
    for text in ["", "café", "cafe\u{301}", "naïve 😀 👩‍👩‍👧", "العربية", "नमस्ते", "漢字", "a\\b 'c' \"d\"", "\u{a0}"] {
      #expect(text.printable() == text)
    }
  }

  @Test("applied to its own result it changes nothing")
  func twice() {
    let once = "a\u{1b}[2J\n\u{202e}\\".printable()
    #expect(once.printable() == once)
  }

  @Test("a long text is cut, and says by how much", .timeLimit(.minutes(1)))
  func long() {
    #expect("abcdef".printable(limit: 4) == "abcd… (2 more bytes)")
    #expect("abcd".printable(limit: 4) == "abcd")
    let text = String(repeating: "\u{1b}", count: 10_000_000).printable(limit: 100)
    #expect(text.utf8.count < 1000)
  }
}
