import ConcordConformance
import Testing

@Suite("Filters of cases")
struct CaseFilterTests {
  @Test(
    "a name, an operation, or a pattern of * and ? picks cases; brackets stand for themselves",
    arguments: [
      ("add[n=7,values=normal]", true), ("add", true), ("add[n=7*", true), ("*", true), ("a?d*", true),
      ("*values=normal]", true),
      ("*n=7*normal*", true), ("**", true), ("add[n=7,values=normal", false), ("ad", false), ("dd*", false), ("add?", false),
      ("*values=norma", false), ("", false), ("[ad]dd*", false),
    ])
  func patterns(pattern: String, matches: Bool) {
    #expect(CaseFilter(pattern).matches("add[n=7,values=normal]") == matches)
  }
}
