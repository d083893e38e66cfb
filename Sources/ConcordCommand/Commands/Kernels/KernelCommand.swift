import ArgumentParser

struct KernelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel",
    abstract: "Checks an OpenCL kernel of your own against an operation's definition; writes a first one.",
    subcommands: [KernelCheck.self, KernelNew.self])
}
