import ArgumentParser
import Concord

struct DataList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the data sets with a name: their images, source and licence, and where they are.")

  @OptionGroup var data: DataFolderOption
  @OptionGroup var common: CommonOptions

  private struct Entry: Encodable {
    var name: String
    var imageShape: [Int]
    var classCount: Int
    var content: String
    var source: String
    var licence: String
    var isPresent: Bool
    /// Of its files; absent where they are, or where the program carries them.
    var folder: String?
  }

  func run() async throws {
    let settings = try Settings.load(flag: common.config)
    var entries: [Entry] = []
    for name in DatasetCatalog.names {
      let shape = try DatasetCatalog.shape(of: name)
      let origin = try DatasetCatalog.origin(of: name)
      let folder = try FlagMistake.naming("--data-dir") {
        try DatasetCatalog.place(of: name, dataDirectory: data.folder(settings))
      }
      entries.append(
        Entry(
          name: name, imageShape: shape.imageShape, classCount: shape.classCount, content: origin.content,
          source: origin.source, licence: origin.licence, isPresent: folder != nil,
          folder: folder.flatMap { $0.isEmpty ? nil : $0 }))
    }
    print(common.json ? try ReportEncoder.encode(entries) : text(entries))
  }

  private func text(_ entries: [Entry]) -> String {
    var table = Table([("--dataset", .left), ("image", .left), ("classes", .right), ("where", .left)])
    for entry in entries {
      table.add(
        entry.name, entry.imageShape.map(String.init).joined(separator: " × "), String(entry.classCount),
        entry.folder
          ?? (entry.isPresent
            ? "in the program"
            : DatasetCatalog.downloadable.contains(entry.name)
              ? "not here; concord data download \(entry.name)" : "not here; put its files into --data-dir"))
    }
    table.add("folder/", "C × H × W", "", "any folder of PNG and JPEG files, one folder a class; a path with a /")
    let origins = entries.map { "\($0.name): \($0.content); \($0.source); licence: \($0.licence)" }
    return "\(table.text)\n\n\(origins.joined(separator: "\n"))"
  }
}
