import ConcordTestSupport
import Foundation
import Testing

@Suite("lr-find")
struct LearningRateFindTests {
  @Test("rates rise by the fourth root of 2, and the suggestion is one of them, below the rate of the least loss")
  func search() throws {
    let folder = try TemporaryFolder()
    let run = try Concord("lr-find", "--batch-size", "32", "--json", "--svg", "l.svg", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let points = try #require(report["points"] as? [[String: Any]])
    let (rates, losses) = (points.compactMap { $0["rate"] as? Double }, points.compactMap { $0["smoothedLoss"] as? Double })
    #expect(rates.count == losses.count && rates.first == 1e-6 && rates.count > 60)
    #expect(zip(rates, rates.dropFirst()).allSatisfy { abs($1 / $0 - pow(2, 0.25)) < 1e-12 })
    let suggestion = try #require(report["suggestion"] as? Double)
    let least = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(rates.contains(suggestion) && suggestion < rates[least])
    // Adam's usual rate for so small a network, and one that is far too large.
    #expect(suggestion > 1e-4 && suggestion < 0.3, "\(suggestion)")
    #expect(report["ending"] != nil, "10 is too much for it")
    #expect(try String(contentsOfFile: folder.path("l.svg"), encoding: .utf8).contains("Loss over learning rate; suggestion "))
    // The first step's loss is that of the initial parameters, as in a training.
    let training = try Concord("train", "--batch-size", "32", "--steps", "1", "--lr", "1e-6", "--json", in: folder)
    let trained = try #require(try JSONSerialization.jsonObject(with: Data(training.output.utf8)) as? [String: Any])
    #expect((trained["losses"] as? [Double])?.first == points[0]["loss"] as? Double)
  }

  @Test("people see a curve with the suggestion under it, no wider than the terminal", arguments: [60, 80, 140] as [UInt16])
  func chart(_ columns: UInt16) throws {
    let run = try PseudoTerminal("lr-find", "--from", "0.001", "--to", "0.1", columns: columns)
    #expect(run.status == 0)
    let lines = run.bytes.split(whereSeparator: \.isNewline).map(String.init)
    #expect(lines.filter { $0.contains("│") && !$0.contains("step") }.count == 10, "\(run.bytes)")
    #expect(lines.filter { $0.contains("│") && !$0.contains("\r") }.allSatisfy { $0.count < Int(columns) })
    #expect(lines.contains { $0.hasPrefix("suggestion: --lr ") })
  }

  @Test("a beginning beyond the end is refused")
  func refusals() throws {
    try Concord("lr-find", "--from", "1", "--to", "0.1").expectRefusal("--from: it must be at most --to")
    #expect(try Concord("lr-find", "--from", "0").status != 0)
  }
}
