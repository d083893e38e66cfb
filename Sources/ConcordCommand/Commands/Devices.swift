import ArgumentParser
import Concord

struct Devices: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists what can run here, and whether it conforms.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Open each device and check that it computes the contract's bits.")
  var check = false

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
    var notes: String?
    var error: String?
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
    var entries: [Entry] = []
    for (name, backend) in BackendChoice.catalog.backends() {
      do {
        let backend = try backend.get()
        let devices = try backend.devices()
        if devices.isEmpty { entries.append(Entry(backend: name, error: "no device is there")) }
        for (index, info) in devices.enumerated() { entries.append(describe(name, backend, index, info)) }
      } catch {
        entries.append(Entry(backend: name, error: "\(error)"))
      }
    }
    print(common.json ? try ReportEncoder.encode(entries) : table(entries))
  }

  private func describe(_ name: String, _ backend: any Backend, _ index: Int, _ listed: DeviceInfo) -> Entry {
    var info = listed
    if check {
      do {
        info = try backend.open(device: index, options: [:]).info
      } catch {
        info.conformance = .failed
        info.notes = error.message
      }
    }
    return Entry(
      backend: name, index: index, name: info.name, platform: info.platform, vendor: info.vendor, driver: info.driver,
      kind: info.kind.description, computeUnits: info.computeUnits, memoryBytes: info.memoryBytes,
      maximumAllocationBytes: info.maximumAllocationBytes, conformance: info.conformance.description,
      notes: info.notes.isEmpty ? nil : info.notes)
  }

  private func table(_ entries: [Entry]) -> String {
    var table = Table([
      ("--backend", .left), ("device", .left), ("platform", .left), ("kind", .left), ("units", .right), ("memory", .right),
      ("conformance", .left),
    ])
    for entry in entries {
      let selector = entry.index.map { "\(entry.backend):\($0)" } ?? entry.backend
      let notes = (entry.notes ?? entry.error).map { " (\($0))" } ?? ""
      table.add(
        selector, entry.name ?? "-", entry.platform ?? "-", entry.kind ?? "-", entry.computeUnits.map(String.init) ?? "-",
        entry.memoryBytes.map(Format.bytes) ?? "-", (entry.conformance ?? "not usable") + notes)
    }
    return table.text
  }
}
