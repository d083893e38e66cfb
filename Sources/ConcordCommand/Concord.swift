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
    var words: [String] = []
    do {
      words = try CommandWords.all()
      try CommandWords.checkCommand(words)
      var command = try parseAsRoot(words)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      guard let (line, status) = ErrorLine.of(error) else { exit(withError: error) }
      var progress = Progress()
      progress.line(line)
      // Scripts that test a backend tell a mistake of theirs from a mistake of the backend by the exit status.
      let isMistake = words.first == "conformance" && status == ExitCode.validationFailure.rawValue
      exit(withError: ExitCode(isMistake ? 2 : status))
    }
  }
}
