import ArgumentParser

struct DataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Lists, shows and downloads data sets.",
    subcommands: [DataList.self, DataShow.self, DataDownload.self])
}
