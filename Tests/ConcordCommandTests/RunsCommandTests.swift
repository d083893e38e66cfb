import ConcordTestSupport
import Foundation
import Testing

@Suite("runs list, show, compare")
struct RunsCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, more) in [("a", ["--epochs", "2"]), ("b", ["--epochs", "1"]), ("c", ["--epochs", "1", "--seed", "2"])] {
      let words = ["train", "--batch-size", "200", "--quiet", "--run", name] + more
      try #require(try Concord(arguments: words, in: folder).status == 0)
    }
  }

  private func runs(_ words: String...) throws -> Concord { try Concord(arguments: ["runs"] + words, in: folder) }

  private func object(_ words: String...) throws -> [String: Any] {
    let run = try Concord(arguments: ["runs"] + words + ["--json"], in: folder)
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.errors)")
  }

  @Test("a list has a row for each run with what its files say")
  func list() throws {
    let table = try runs("list")
    #expect(table.output.split(separator: "\n").count == 4, "\(table.output)")
    let listed = try #require(try object("list")["runs"] as? [[String: Any]])
    #expect(listed.compactMap { $0["run"] as? String } == ["a", "b", "c"])
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder.path("a/report.json"))))
        as? [String: Any])
    #expect(listed[0]["testAccuracy"] as? Double == report["accuracy"] as? Double)
    #expect(listed[0]["parametersSHA256"] as? String == report["parametersSHA256"] as? String)
    #expect(listed[0]["step"] as? Int == 16 && listed[1]["isDone"] as? Bool == true)
    try FileManager.default.removeItem(atPath: folder.path("b/report.json"))
    #expect(try runs("list").output.contains("not done"))
    try runs("list", "a/checkpoints").expectRefusal("holds no runs")
  }

  @Test("one run is shown epoch by epoch, with where its settings came from")
  func show() throws {
    let run = try runs("show", "a")
    #expect(run.output.contains("a: done after 16 steps") && run.output.contains("command: concord train --batch-size 200"))
    #expect(run.output.contains("batch-size        200            flag"), "\(run.output)")
    try runs("show", "none").expectRefusal("none", "concord train --run")
  }

  @Test("two runs are compared in figures, settings and bits; the page has both and needs nothing else")
  func compare() throws {
    // The same training, once longer.
    let same = try object("compare", "a", "b")
    let bits = try #require(same["bits"] as? [String: Any])
    #expect(bits["same"] as? Int == 8 && bits["differing"] == nil && same["settings"] as? [String] == ["epochs"])
    let other = try object("compare", "b", "c")
    #expect((other["bits"] as? [String: Any])?["differing"] as? Int == 0, "another seed")
    let text = try runs("compare", "b", "c", "--html", "p.html").output
    #expect(text.contains("other bits from step 0 on") && text.contains("seed     1  2"), "\(text)")
    let page = try String(contentsOfFile: folder.path("p.html"), encoding: .utf8)
    #expect(page.contains("<h1>b and c</h1>") && page.contains("Training loss") && page.contains("<td>seed</td>"))
    #expect(
      !page.contains("src=") && !page.contains("<script") && !page.replacing("http://www.w3.org", with: "").contains("http"))
    try runs("compare", "a", "none").expectRefusal("none")
    #expect(try runs("compare", "a", "b", "--html", "p.png").status != 0)
  }
}
