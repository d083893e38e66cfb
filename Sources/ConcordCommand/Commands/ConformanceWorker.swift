import ArgumentParser
import Concord
import ConcordConformance

/// The process in which a backend's code runs for `concord conformance` and `concord devices`, which start it.
struct ConformanceWorker: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance-worker", abstract: "Serves concord conformance and concord devices. Not for use by hand.",
    shouldDisplay: false)

  @Flag(help: "Print what backends log.")
  var verbose = false

  /// Starts this program once more as a worker.
  static func command(verbose: Bool = false) -> WorkerCommand {
    WorkerCommand(
      executable: "/proc/self/exe", arguments: [configuration.commandName ?? ""] + (verbose ? ["--verbose"] : []))
  }

  func run() async throws {
    Log.start(verbose: verbose)
    WorkerServer(catalog: BackendChoice.catalog).run()
  }
}
