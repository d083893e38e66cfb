import Testing

@testable import ConcordConformance

@Suite("Reports of the conformance suite")
struct ReportTests {
  private let results = [
    ConformanceResult(example: ConformanceCase("add[n=1]", .op, operation: "add") { _ in }, outcome: .passed, seconds: 0.25),
    ConformanceResult(
      example: ConformanceCase("sgd[n=1]", .op, operation: "sgd") { _ in }, outcome: .unsupported("serves no 'sgd'"), seconds: 0
    ),
    ConformanceResult(
      example: ConformanceCase("contract[a<b]", .contract) { _ in },
      outcome: .failed(ConformanceFailure("\"1\" < 2 & \u{1b}[0m")), seconds: 1),
    ConformanceResult(
      example: ConformanceCase("contract[c]", .contract) { _ in }, outcome: .crashed("signal 11"), seconds: 0.5),
  ]

  @Test("what is not served is counted apart, and a failure carries the command that repeats it")
  func counts() {
    let runner = ConformanceRunner(specifier: "b", command: WorkerCommand(executable: "", arguments: []))
    var report = ConformanceReport(specifier: "my backend.so", options: ["a=1"], runner: runner)
    for result in results { report.add(result) }
    #expect(report.counts.cases == 4)
    #expect(report.counts.passed == 1)
    #expect(report.counts.wrong == 2)
    #expect(report.counts.unsupported == 1)
    #expect(report.unsupported == ["sgd": 1])
    #expect(report.modes["op"]?.passed == 1)
    #expect(report.passed == ["add[n=1]": 0.25])
    #expect(report.seconds == 1.75)
    #expect(
      report.failures.map(\.command) == [
        "concord conformance --backend 'my backend.so' --option a=1 --filter 'contract[a<b]'",
        "concord conformance --backend 'my backend.so' --option a=1 --filter 'contract[c]'",
      ])
  }

  @Test("failures that differ in numbers alone are one group, with their count and the first of them")
  func groups() {
    let runner = ConformanceRunner(specifier: "b", command: WorkerCommand(executable: "", arguments: []))
    var report = ConformanceReport(specifier: "b", runner: runner)
    let messages = [
      ("add[n=1]", "output 0 f32[1] differs in 1 of 1 elements, got 0x3f800000"),
      ("add[n=7]", "output 0 f32[7] differs in 3 of 7 elements, got 0x0"),
      ("add[n=8]", "writes beyond its output"), ("sgd[n=7]", "output 0 f32[7] differs in 3 of 7 elements, got 0x0"),
    ]
    for (index, (name, message)) in messages.enumerated() {
      report.add(
        ConformanceResult(
          example: ConformanceCase(name, .op) { _ in }, outcome: .failed(ConformanceFailure(message)), seconds: Double(index)))
    }
    #expect(report.groups.map(\.count) == [2, 1, 1])
    #expect(report.groups.map(\.first) == ["add[n=1]", "add[n=8]", "sgd[n=7]"])
    #expect(report.groups[0].pattern == "output … differs in … of … elements, got …")
    #expect(report.group(of: report.failures[1]).count == 2)
    #expect(report.longest(2).map(\.name) == ["sgd[n=7]", "add[n=8]"])
  }

  @Test("JUnit's XML has a suite for each mode, and no character that XML does not take")
  func junit() {
    var report = JUnitReport(specifier: "b")
    for result in results { report.add(result) }
    let text = report.text
    #expect(text.contains(#"tests="2" failures="0" errors="0" skipped="1" time="0.250000""#))
    #expect(text.contains(#"tests="2" failures="1" errors="1" skipped="0" time="1.500000""#))
    #expect(text.contains("name=\"contract[a&lt;b]\""))
    #expect(text.contains("&quot;1&quot; &lt; 2 &amp; \u{fffd}[0m"))
    #expect(text.contains("--filter 'contract[c]'"))
    #expect(text.contains("<skipped message=\"serves no 'sgd'\"/>"))
  }
}
