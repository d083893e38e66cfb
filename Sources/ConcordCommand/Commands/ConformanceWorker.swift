import ArgumentParser
import Concord
import ConcordConformance

/// The process in which a tested backend's code runs; `concord conformance` starts it.
struct ConformanceWorker: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance-worker", abstract: "Serves concord conformance. Not for use by hand.", shouldDisplay: false)

  @Flag(help: "Print what backends log.")
  var verbose = false

  /// Starts this program once more as a worker.
  static var command: WorkerCommand {
    WorkerCommand(executable: "/proc/self/exe", arguments: [configuration.commandName ?? ""])
  }

  func run() async throws {
    Log.start(verbose: verbose)
    WorkerServer(catalog: BackendChoice.catalog).run()
  }
}
