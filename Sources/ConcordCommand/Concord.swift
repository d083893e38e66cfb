import ArgumentParser

@main
struct ConcordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concord",
    abstract: "Trains neural networks on any OpenCL device, with the same bits on each.",
    subcommands: [Devices.self, Train.self, Summary.self, Memory.self])
}
