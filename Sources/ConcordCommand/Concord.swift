import ArgumentParser
import Concord

@main
struct ConcordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concord",
    abstract: "Trains neural networks on any OpenCL device, with the same bits on each.",
    version: ConcordVersion.text,
    subcommands: [
      Devices.self,
      Train.self,
      Evaluate.self,
      Summary.self,
      Memory.self,
      FitCommand.self,
      Bench.self,
      DataCommand.self,
      Conformance.self,
      ConformanceWorker.self,
      Op.self,
    ])

  static func main() async {
    if let problem = SystemLimits.problem() {
      var progress = Progress()
      progress.line("Error: \(problem)")
      exit(withError: ExitCode(1))
    }
    // A worker's end is looked at by the process that started it.
    if CommandLine.arguments.dropFirst().first != ConformanceWorker.configuration.commandName { OrderlyEnd.watch() }
    defer { OrderlyEnd.expect() }
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      OrderlyEnd.expect()
      // Scripts that test a backend tell a mistake of theirs from a mistake of the backend by the exit status.
      guard CommandLine.arguments.dropFirst().first == "conformance", exitCode(for: error) == .validationFailure else {
        exit(withError: error)
      }
      var progress = Progress()
      progress.line(fullMessage(for: error))
      exit(withError: ExitCode(2))
    }
  }
}
