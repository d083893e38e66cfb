import ArgumentParser
import Concord
import ConcordFiles

struct DataDownload: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "download",
    abstract: "Downloads a data set, compares its checksums and reads it once. What is there already stays.")

  @Argument(
    help: ArgumentHelp("Which data set: \(DatasetCatalog.downloadable.joined(separator: ", ")).", valueName: "name"),
    transform: NamedChoice(["digits"] + DatasetCatalog.downloadable).parse)
  var dataset: String

  @OptionGroup var data: DataFolderOption
  @OptionGroup var common: CommonOptions

  private struct Report: Encodable {
    var name: String
    var trainCount: Int
    var testCount: Int
    var folder: String?
  }

  func run() async throws {
    let folder = data.folder(try Settings.load(flag: common.config))
    let progress = DownloadProgress()
    let loaded = try await DatasetCatalog.download(dataset, dataDirectory: folder, report: progress.show)
    progress.clear()
    let place = try DatasetCatalog.place(of: dataset, dataDirectory: folder).flatMap { $0.isEmpty ? nil : $0 }
    if common.json {
      print(
        try ReportEncoder.encode(
          Report(name: loaded.name, trainCount: loaded.train.count, testCount: loaded.test.count, folder: place)))
    } else {
      let counts = "\(Format.grouped(loaded.train.count)) training and \(Format.grouped(loaded.test.count)) test images"
      print("\(loaded.name): \(counts), \(place.map { "in '\($0)'" } ?? "part of the program")".printable())
    }
  }
}
