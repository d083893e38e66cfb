import ArgumentParser
import Concord
import ConcordConformance

struct KernelNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes a kernel to start from, with its description; it passes `concord kernel check` as it is.")

  @Argument(help: ArgumentHelp("The operation: \(KernelStart.all.map(\.operation).joined(separator: ", "))."))
  var operation: String

  @Option(
    help: ArgumentHelp("The folder to write to, which must be there. Default: this one.", valueName: "folder"),
    transform: PathText.parse)
  var folder: String = "."

  func run() throws {
    guard let start = KernelStart.of(operation) else {
      let names = KernelStart.all.map(\.operation).joined(separator: ", ")
      throw CommandError(
        Vocabulary.definition(named: operation) == nil
          ? "no operation is called '\(operation)'; there are: \(names)"
          : "there is no kernel of '\(operation)' to start from; there are: \(names). docs/own-kernels.md says how a kernel of any operation is "
            + "described")
    }
    let paths = ["\(folder)/\(operation).json", "\(folder)/\(operation).cl"].map {
      folder == "." ? String($0.dropFirst(2)) : $0
    }
    for path in paths where (try? FileStatus(path, followsLinks: false)) != nil {
      throw CommandError("'\(path)' is there already; move it away, or choose another folder with --folder")
    }
    try FlagMistake.naming("--folder") {
      let files = try FileOutput.reserved([("--folder", paths[0]), ("--folder", paths[1])])
      try files[0]?.write(start.description)
      try files[1]?.write(start.source)
    }
    print(
      "wrote \(paths.joined(separator: " and ")); check it with: \(ShellText.command(["concord", "kernel", "check", paths[0]]))"
    )
  }
}
