import ArgumentParser
import Concord
import ConcordConformance
import ConcordFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct Devices: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists what can run here, and whether it conforms.",
    discussion: """
      Each plugin's code runs in a process of its own; one that crashes, exits or hangs is listed with what it did, beside the others.
      """)

  @Option(
    help: ArgumentHelp(
      "This one alone: a name, or a path to a plugin. Default: all that have a name, and the plugin that $CONCORD_BACKEND or the config file gives by its path.",
      valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @OptionGroup var common: CommonOptions

  @Flag(help: "Open each device and check that it computes the contract's bits.")
  var check = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seconds that a plugin may take to load, and to open each device. Default: 20, and 120.", valueName: "seconds"),
    transform: RealNumbers.seconds(upTo: 1_000_000, zero: false).parse)
  var timeLimit: Double?

  @Option(
    help: ArgumentHelp(
      "Write all that is known of each device, and what came of trying it, for who looks into a failure. Checks them too.",
      valueName: "file"), transform: PathText.parse(.json))
  var report: String?

  /// A device, or a backend that does not load, as JSON.
  private struct Entry: Encodable {
    var backend: String
    var index: Int?
    var name: String?
    var platform: String?
    var vendor: String?
    var driver: String?
    var kind: String?
    var computeUnits: Int?
    var memoryBytes: Int?
    var maximumAllocationBytes: Int?
    var conformance: String?
    /// The same with whose word it is.
    var standing: String?
    var notes: String?
    var error: String?
    /// With `--report` alone.
    var facts: [DeviceFact]?
    var factsError: String?
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
    let settings = try Settings.load(flag: common.config)
    let file = try FileOutput.reserved([("--report", report)])[0]
    var entries: [Entry] = []
    if let backend {
      entries = try FlagMistake.naming("--backend") { try self.entries(of: Self.library(backend)) }
    } else {
      var names = BackendChoice.catalog.names
      if let chosen = BackendChoice.chosen(flag: nil, config: settings.backend).map(Self.library), chosen.contains("/") {
        names.append(chosen)
      }
      for name in names {
        do {
          entries += try self.entries(of: name)
        } catch {
          entries.append(Entry(backend: name, error: "\(error)"))
        }
      }
    }
    if let file { try file.write(ReportEncoder.encode(DevicesReport(devices: entries)) + "\n") }
    for index in entries.indices { (entries[index].facts, entries[index].factsError) = (nil, nil) }
    print(common.json ? try ReportEncoder.encode(entries) : table(entries))
  }

  /// The file of `--report`.
  private struct DevicesReport: Encodable {
    var concord = ConcordVersion.text
    var system = SystemName.text
    var processors = ProcessInfo.processInfo.activeProcessorCount
    var devices: [Entry]
  }

  /// Without the part that names a device.
  private static func library(_ backend: String) -> String {
    switch BackendSpecifier(backend).library {
    case .name(let name): name
    case .path(let path): path.contains("/") ? path : "./\(path)"
    }
  }

  private func entries(of name: String) throws -> [Entry] {
    let inspection = try BackendInspection(
      name, opens: check || report != nil, reports: report != nil, command: ConformanceWorker.command(verbose: common.verbose),
      timeLimit: timeLimit)
    // What a backend or its driver warns of, which the worker's standard error took.
    var progress = Progress()
    for line in inspection.complaints.split(separator: "\n") { progress.line("\(name) printed: \(String(line).printable())") }
    return inspection.devices.enumerated().map { index, device in
      let info = device.info
      return Entry(
        backend: name, index: index, name: info.name, platform: info.platform, vendor: info.vendor, driver: info.driver,
        kind: info.kind.description, computeUnits: info.computeUnits, memoryBytes: info.memoryBytes,
        maximumAllocationBytes: info.maximumAllocationBytes,
        conformance: device.problem == nil ? info.conformance.description : nil, standing: device.standing,
        notes: info.notes.isEmpty ? nil : info.notes, error: device.problem, facts: report == nil ? nil : device.facts,
        factsError: device.factsProblem)
    }
  }

  private func table(_ entries: [Entry]) -> String {
    var table = Table([
      ("--backend", .left), ("device", .left), ("platform", .left), ("kind", .left), ("units", .right), ("memory", .right),
      ("conformance", .left),
    ])
    for entry in entries {
      let selector = entry.index.map { "\(entry.backend):\($0)" } ?? entry.backend
      let remark = entry.error ?? (entry.standing == nil ? entry.notes : nil)
      table.add(
        selector, entry.name ?? "-", entry.platform ?? "-", entry.kind ?? "-", entry.computeUnits.map(String.init) ?? "-",
        entry.memoryBytes.map(Format.bytes) ?? "-",
        (entry.standing ?? entry.conformance ?? "not usable") + (remark.map { " (\($0))" } ?? ""))
    }
    return table.text
  }
}
