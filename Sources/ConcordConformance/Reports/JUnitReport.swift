import ConcordFiles

/// A run of the suite as JUnit's XML, which continuous-integration services show. A suite for each mode; what a backend does not
/// serve is skipped.
package struct JUnitReport {
  private var modes: [(mode: ConformanceMode, counts: ConformanceReport.Counts, seconds: Double, cases: [String])] = []
  private let specifier: String
  private let options: [String]
  private let words: [String]

  /// - Parameters:
  ///   - words: What runs cases, before the flags.
  ///   - options: Of the device, each as `name=value`.
  package init(_ words: [String] = ["concord", "conformance"], specifier: String, options: [String] = []) {
    self.words = words
    self.specifier = specifier
    self.options = options
  }

  package mutating func add(_ result: ConformanceResult) {
    if modes.last?.mode != result.example.mode {
      modes.append((result.example.mode, ConformanceReport.Counts(), 0, []))
    }
    let last = modes.count - 1
    modes[last].counts.add(result.outcome)
    modes[last].seconds += result.seconds
    modes[last].cases.append(testCase(result))
  }

  private func testCase(_ result: ConformanceResult) -> String {
    let example = result.example
    let group = "concord.\(example.mode.rawValue).\(example.operation ?? example.mode.rawValue)"
    let start =
      #"    <testcase classname="\#(group.xmlEscaped)" name="\#(example.name.xmlEscaped)" time="\#(Self.time(result.seconds))""#
    func problem(_ element: String, _ message: String) -> String {
      let command = ConformanceReport.command(words, specifier, options, example.name)
      return start
        + ">\n      <\(element) message=\"\(message.xmlEscaped)\">\("\(message)\nrepeat: \(command)".xmlEscaped)</\(element)>\n"
        + "    </testcase>"
    }
    switch result.outcome {
    case .passed: return start + "/>"
    case .failed(let failure): return problem("failure", failure.description)
    case .crashed(let message), .timedOut(let message): return problem("error", message)
    case .unsupported(let message):
      return start + ">\n      <skipped message=\"\(message.xmlEscaped)\"/>\n    </testcase>"
    }
  }

  /// The file's text.
  package var text: String { Self.text(of: [self]) }

  /// The text of a file with the suites of all.
  package static func text(of reports: [JUnitReport]) -> String {
    ([#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>"] + reports.flatMap(\.suites) + ["</testsuites>", ""])
      .joined(separator: "\n")
  }

  private var suites: [String] {
    var lines: [String] = []
    for (mode, counts, seconds, cases) in modes {
      lines.append(
        #"  <testsuite name="\#(words.joined(separator: " ").xmlEscaped) \#(mode.rawValue) on \#(specifier.xmlEscaped)" tests="\#(counts.cases)" "#
          + #"failures="\#(counts.failed)" errors="\#(counts.crashed + counts.timedOut)" skipped="\#(counts.unsupported)" "#
          + #"time="\#(Self.time(seconds))">"#)
      lines += cases
      lines.append("  </testsuite>")
    }
    return lines
  }

  /// Seconds to the microsecond.
  private static func time(_ seconds: Double) -> String {
    let microseconds = Int((seconds * 1e6).rounded())
    let fraction = String(microseconds % 1_000_000)
    return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)"
  }
}
