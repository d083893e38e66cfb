import ArgumentParser

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "What the folders of runs say: a list, one run, or two beside each other.",
    subcommands: [RunsList.self, RunsShow.self, RunsCompare.self])
}
