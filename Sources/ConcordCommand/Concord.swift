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
      LearningRateFind.self,
      Evaluate.self,
      Predict.self,
      Verify.self,
      RunsCommand.self,
      Summary.self,
      Memory.self,
      FitCommand.self,
      Import.self,
      Export.self,
      Bench.self,
      DataCommand.self,
      Conformance.self,
      ConformanceWorker.self,
      KernelCommand.self,
      Op.self,
    ])

  static func main() async {
    SystemLimits.prepareAllocation()
    StandardStreams.prepare()
    if let problem = SystemLimits.problem() {
      var progress = Progress()
      progress.line("Error: \(problem)")
      StandardStreams.end(1)
    }
    // A worker's end is looked at by the process that started it.
    if CommandLine.arguments.dropFirst().first != ConformanceWorker.configuration.commandName { OrderlyEnd.watch() }
    var words: [String] = []
    do {
      words = try CommandWords.all()
      try CommandWords.checkEnvironment()
      try CommandWords.checkCommand(words)
      var command = try parseAsRoot(words)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      StandardStreams.end(0)
    } catch {
      guard let (line, status) = ErrorLine.of(error) else {
        let message = Self.fullMessage(for: error)
        if !message.isEmpty { print(message) }
        StandardStreams.end(Self.exitCode(for: error).rawValue)
      }
      var progress = Progress()
      progress.line(line)
      // Scripts that test a backend tell a mistake of theirs from a mistake of the backend by the exit status.
      let isMistake = ["conformance", "kernel"].contains(words.first) && status == ExitCode.validationFailure.rawValue
      StandardStreams.end(isMistake ? 2 : status)
    }
  }
}
