import ConcordTestSupport
import Foundation
import Testing

@Suite("What terminals show")
struct TerminalTests {
  @Test("pictures stand side by side, as many as the terminal is wide for", arguments: [20, 60, 80, 100, 140] as [UInt16])
  func pictures(_ columns: UInt16) throws {
    let run = try PseudoTerminal("data", "show", "digits", columns: columns)
    #expect(run.status == 0)
    let width = Int(columns)
    let lines = run.screen(columns: width)
    // Ten pictures of 8 characters, 2 between them; each row's last line holds the names of its classes.
    let perRow = min(10, (width - 1 + 2) / 10)
    let names = (0..<10).map(String.init)
    let rows = stride(from: 0, to: 10, by: perRow).map { names[$0..<min($0 + perRow, 10)] }
    let captions = rows.map { $0.map { $0.padding(toLength: 8, withPad: " ", startingAt: 0) }.joined(separator: "  ") }
    let found = lines.filter { $0.first?.isNumber == true && $0.allSatisfy { $0.isNumber || $0 == " " } }
    #expect(found == captions.map { $0.replacing(#/ +$/#, with: "") })
    // 8 × 8 pixels are 4 lines of half blocks, none of them wrapped.
    #expect(lines.filter { $0.contains("▀") }.count == 4 * rows.count)
  }

  @Test("progress is one line that is written anew, and leaves nothing behind", arguments: [30, 60, 140] as [UInt16])
  func progress(_ columns: UInt16) throws {
    let run = try PseudoTerminal("conformance", "--mode", "op", "--filter", "conv2d", columns: columns)
    #expect(run.status == 0)
    #expect(run.bytes.contains("wrong  conv2d[") || columns == 30, "progress was shown: \(run.bytes)")
    let shown = run.bytes.split(separator: "\r").filter { $0.contains("wrong") && !$0.contains("\n") }
    #expect(!shown.isEmpty)
    #expect(shown.allSatisfy { $0.count < Int(columns) }, "none wraps")
    #expect(!run.screen(columns: Int(columns)).contains { $0.contains("wrong  ") || $0.contains("opening ") })
  }

  @Test(
    "a table that is wider than the terminal is a paragraph a row, and no line of it wraps",
    arguments: [45, 60, 79, 80] as [UInt16])
  func tables(_ columns: UInt16) throws {
    let run = try PseudoTerminal("fit", "--memory", "1MiB", columns: columns)
    #expect(run.status == 0)
    let words = run.bytes.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains("retain largest batch ") || columns > 78, "\(run.bytes)")
    let lines = run.bytes.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("  ") }
    #expect(lines.count > 10)
    #expect(lines.allSatisfy { $0.count < Int(columns) }, "\(run.bytes)")
  }

  @Test("training's progress is gone before the lines that stay")
  func training() throws {
    let run = try PseudoTerminal("train", "--epochs", "2", "--batch-size", "16", columns: 40)
    #expect(run.status == 0)
    let screen = run.screen(columns: 40)
    #expect(!screen.contains { $0.contains("step ") && $0.contains(" ms") && !$0.contains("a step takes") })
    #expect(screen.contains { $0.hasPrefix("epoch 2/2  loss ") })
  }

  @Test("an error stands on a line of its own, behind no rest of the progress")
  func error() throws {
    let run = try PseudoTerminal("train", "--backend", "cuda", columns: 80)
    #expect(run.status != 0)
    #expect(run.screen(columns: 80).contains { $0.hasPrefix("Error: --backend: ") })
  }

  @Test("names that hold escape sequences, newlines or marks of direction reach neither stream raw")
  func escapes() throws {
    let pictures = try PictureFolder()
    let hostile = "a\u{1b}[31mred\u{7}\u{9b}2J\u{202e}x"
    let folder = URL(fileURLWithPath: pictures.path)
    try FileManager.default.moveItem(at: folder.appendingPathComponent("level"), to: folder.appendingPathComponent(hostile))
    try Data(
      "{\"name\": \"m\\u001b]0;t\\u0007\\nError: no\", \"layers\": [{\"type\": \"Flatten\"}, {\"type\": \"Linear\", \"outputs\": 2}]}"
        .utf8
    )
    .write(to: URL(fileURLWithPath: pictures.folder.path("m.json")))
    let model = pictures.folder.path("m.json")
    let runs = [
      try Concord("data", "show", pictures.path), try Concord("data", "show", pictures.path, "--json"),
      try Concord("train", "--steps", "1", "--dataset", pictures.path, "--model", model),
      try Concord("summary", "--dataset", pictures.path, "--model", model),
      try Concord("summary", "--dataset", pictures.path, "--model", model, "--json"),
      try Concord("memory", "--dataset", pictures.path, "--model", model, "--memory-limit", "10"),
      try Concord("fit", "--dataset", pictures.path, "--model", model, "--memory", "1MiB"),
      try Concord("train", "--dataset", "digits", "--model", "nothing\u{1b}[2J\n\u{9b}.json"),
      try Concord("train", "--optimizer", "\u{1b}[2J\u{202e}"), try Concord("\u{1b}[2J"), try Concord("train", "--\u{1b}[2J"),
      try Concord("train", "--backend", "./\u{1b}c.so"),
    ]
    for run in runs {
      for scalar in (run.output + run.errors).unicodeScalars where scalar != "\n" {
        let category = scalar.properties.generalCategory
        #expect(category != .control && category != .format, "U+\(String(scalar.value, radix: 16)) in \(run.errors)")
      }
      #expect(run.errorLines.count <= 1, "\(run.errors)")
    }
    #expect(runs[0].output.contains(#"a\u{1b}[31mred"#))
    #expect(runs[2].status == 0, "\(runs[2].errors)")
    #expect(runs[4].output.contains(#"m\u001b]0;t\u0007\nError: no"#))
  }
}
