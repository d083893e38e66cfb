/// A training step as a timeline that chrome://tracing and https://ui.perfetto.dev show: a row of operations and, below it, a row
/// of their kernels.
///
/// The format is the *Trace Event Format* of the Chromium project: complete events (`X`) in microseconds.
public enum ChromeTrace {
  /// - Parameters:
  ///   - title: Names the timeline.
  ///   - launches: In the order in which they ran.
  public static func json(_ launches: [ProfiledLaunch], title: String) throws -> String {
    let origin = launches.map(\.start).min() ?? 0
    func event(_ name: String, _ category: String, _ row: Row, _ span: Span, _ details: [String: String]) -> Event {
      Event(
        name: name, cat: category, ph: "X", ts: Double(span.start - origin) / 1000,
        dur: Double(span.end - span.start) / 1000, tid: row.rawValue, args: details)
    }
    var events = [
      Event(name: "process_name", ph: "M", args: ["name": title]),
      Event(name: "thread_name", ph: "M", tid: Row.operations.rawValue, args: ["name": "operations"]),
      Event(name: "thread_name", ph: "M", tid: Row.kernels.rawValue, args: ["name": "kernels"]),
    ]
    for group in operations(launches) {
      let first = group[0]
      let span = Span(start: first.start, end: group.map(\.end).max() ?? first.end)
      let details = ["operation": "\(first.index)", "layer": first.layer, "outputs": first.outputs]
      events.append(event("\(first.layer) · \(first.operation)", first.operation, .operations, span, details))
      for launch in group {
        events.append(
          event(
            launch.kernel, launch.operation, .kernels, Span(start: launch.start, end: launch.end),
            ["operation": "\(launch.index)", "layer": launch.layer]))
      }
    }
    return try ReportEncoder.encode(File(traceEvents: events))
  }

  /// Launches of one operation together.
  private static func operations(_ launches: [ProfiledLaunch]) -> [[ProfiledLaunch]] {
    var groups: [[ProfiledLaunch]] = []
    for launch in launches {
      if groups.last?[0].index == launch.index {
        groups[groups.count - 1].append(launch)
      } else {
        groups.append([launch])
      }
    }
    return groups
  }

  private enum Row: Int {
    case operations = 1
    case kernels = 2
  }

  private struct Span {
    var start: UInt64
    var end: UInt64
  }

  private struct Event: Encodable {
    var name: String
    var cat: String?
    var ph: String
    var ts: Double?
    var dur: Double?
    var pid = 1
    var tid: Int?
    var args: [String: String]
  }

  private struct File: Encodable {
    var displayTimeUnit = "ms"
    var traceEvents: [Event]
  }
}
