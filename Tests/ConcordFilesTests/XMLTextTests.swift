import ConcordFiles
import Testing

@Suite("Text in XML")
struct XMLTextTests {
  @Test("what has a meaning in XML is written as a reference, in elements and in attributes")
  func references() {
    #expect(#"a < b & "c" > d"#.xmlEscaped == "a &lt; b &amp; &quot;c&quot; &gt; d")
  }

  @Test("line ends and tabs stay; characters without a form in XML are replaced, joined to others or not")
  func characters() {
    #expect("a\n\tb\r".xmlEscaped == "a\n\tb\r")
    #expect("a\u{1b}[31m\u{0}\u{fffe}é🙂".xmlEscaped == "a\u{fffd}[31m\u{fffd}\u{fffd}é🙂")
    // A combining mark after "<": one character, of two scalars.
    #expect("<\u{301}".xmlEscaped == "&lt;\u{301}")
  }
}
