import ArgumentParser
import Concord

@main
struct ConcordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concord",
    abstract: "Trains neural networks on any OpenCL device, with the same bits on each.",
    version: ConcordVersion.text,
    subcommands: [Devices.self, Train.self, Summary.self, Memory.self, FitCommand.self, Bench.self, DataCommand.self])
}
