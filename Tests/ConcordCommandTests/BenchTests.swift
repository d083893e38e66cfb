import ConcordTestSupport
import Foundation
import Testing

@Suite("concord bench")
struct BenchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("steps are timed at each batch size, as a table and as JSON")
  func steps() throws {
    let run = try Concord(
      "bench", "--model", "mlp", "--dataset", "digits", "--batch-size", "2", "--batch-size", "3", "--seconds", "0", "--json",
      "bench.json", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("training step of mlp on images of digits, adam"))
    let report = try object(String(contentsOfFile: folder.path("bench.json"), encoding: .utf8))
    #expect(report["parameters"] as? Int == 9610)
    let steps = try #require(report["steps"] as? [[String: Any]])
    #expect(steps.map { $0["batchSize"] as? Int } == [2, 3])
    for step in steps {
      let timing = try #require(step["milliseconds"] as? [String: Any])
      let (median, p90) = (try #require(timing["median"] as? Double), try #require(timing["p90"] as? Double))
      #expect(0 < median && median <= p90)
      #expect((step["hostShare"] as? Double).map { (0...1).contains($0) } == true)
    }
  }

  @Test("operations of one name are timed by themselves, with their shapes and attributes")
  func operations() throws {
    let run = try Concord(
      "bench", "--model", "lenet5", "--batch-size", "1", "--op", "conv2d", "--seconds", "0", "--json", "-")
    #expect(run.status == 0, "\(run.errors)")
    let operations = try #require(try object(run.output)["operations"] as? [[String: Any]])
    #expect(operations.map { $0["name"] as? String } == ["conv2d", "conv2d"])
    #expect(
      operations.map { $0["inputs"] as? [[Int]] } == [
        [[1, 1, 28, 28], [6, 1, 5, 5], [6]], [[1, 6, 14, 14], [16, 6, 5, 5], [16]],
      ])
    let attributes = try #require(operations.first?["attributes"] as? [String: Any])
    #expect(attributes["padding"] as? Int == 2)
    #expect(attributes["activation"] as? String == "relu")
  }

  @Test("a timeline of a step is written, and its kernels are summed up")
  func trace() throws {
    let run = try Concord(
      "bench", "--model", "mlp", "--dataset", "digits", "--batch-size", "2", "--trace", "trace.json", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("kernels of one training step"))
    let trace = try object(String(contentsOfFile: folder.path("trace.json"), encoding: .utf8))
    #expect(try #require(trace["traceEvents"] as? [Any]).count > 10)
  }

  @Test("the first step of a new process is timed with empty and with filled caches")
  func firstStep() throws {
    // Whatever else is asked for holds for the processes that are timed: the second would be refused without the first.
    let small = try Concord(
      "bench", "--optimizer", "sgd", "--momentum", "0.5", "--width", "3", "--dataset", "digits", "--batch-size", "2",
      "--first-step", "--json", "-")
    #expect(small.status == 0, "\(small.errors)")
    #expect(try object(small.output)["parameters"] as? Int == 64 * 3 + 3 + 3 * 10 + 10)
    let run = try Concord(
      "bench", "--model", "mlp", "--dataset", "digits", "--batch-size", "2", "--first-step", "--json", "-")
    #expect(run.status == 0, "\(run.errors)")
    let steps = try #require(try object(run.output)["firstSteps"] as? [[String: Any]])
    #expect(steps.count == 1)
    for key in ["coldSeconds", "warmSeconds"] { #expect((steps.first?[key] as? Double).map { $0 > 0 } == true) }
  }

  @Test("figures that cannot be right, or say little, are named")
  func doubts() throws {
    let run = try Concord("bench", "--products", "--seconds", "0", "--json", "bench.json", "--backend", "opencl", in: folder)
    guard run.status == 0 else { return }  // No device is here.
    let report = try object(String(contentsOfFile: folder.path("bench.json"), encoding: .utf8))
    let peak = try #require(report["peak"] as? [String: Any])
    let spread = try #require(peak["spread"] as? Double)
    #expect((0..<1).contains(spread))
    #expect(run.output.contains("two measurements of the peak") == (spread > 0.3))
    for product in try #require(report["products"] as? [[String: Any]]) {
      let size = try #require(product["size"] as? Int)
      let work = try #require(product["work"] as? [String: Any])
      let times = try #require(work["milliseconds"] as? [String: Any])
      let (isFast, isWide) = (
        try #require(work["shareOfPeak"] as? Double) > 1.1, try #require(times["spread"] as? Double) > 0.3
      )
      #expect(run.output.contains("the matrix product \(size)³ has") == isFast)
      #expect(run.output.contains("the times of the matrix product \(size)³ spread") == isWide)
    }
  }

  @Test("what cannot be timed is refused in one line before anything is measured")
  func refusals() throws {
    try Concord("bench", "--batch-size", "0").expectRefusal("--batch-size", "between 1")
    try Concord("bench", "--batch-size", "64", "--batch-size", "-1").expectRefusal("--batch-size", "-1")
    try Concord("bench", "--seconds", "-1").expectRefusal("seconds", "-1")
    try Concord("bench", "--model", "mlp", "--op", "conv2d").expectRefusal("'conv2d'", "it has: activation_gradient, adam")
    try Concord("bench", "--model", "nothing").expectRefusal("'nothing'")
    try Concord("bench", "--trace", "no/such/folder/trace.json", in: folder).expectRefusal("trace.json", "cannot be written")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }
}
