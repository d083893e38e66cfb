import ArgumentParser
import Concord

struct DataShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Draws the first image of each class and counts the images of each.")

  @Argument(
    help: ArgumentHelp(
      "Which data set: \(DatasetCatalog.names.joined(separator: ", ")), or a folder of images, by a path with a '/'.",
      valueName: "name"),
    transform: NamedChoice.dataset.parse)
  var dataset: String

  @OptionGroup var images: ImageOptions
  @OptionGroup var data: DataFolderOption
  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Classes to draw. Default: 10.", valueName: "n"),
    transform: WholeNumbers(0...Limits.batchSize).parse)
  var classes = 10

  private struct Report: Encodable {
    struct Class: Encodable {
      var name: String
      var train: Int
      var test: Int
    }

    var name: String
    var imageShape: [Int]
    var train: Int
    var test: Int
    var classes: [Class]
    var skippedFiles: [String]
    /// Of the decoded images and their labels.
    var sha256: DataFingerprint
  }

  func run() async throws {
    let settings = try Settings.load(flag: common.config)
    let loaded = try DatasetCatalog.load(
      dataset, dataDirectory: data.folder(settings), options: try self.images.options(settings))
    for note in loaded.notes where !common.json { print(note + "\n") }
    guard let images = loaded.images else { throw CommandError("'\(Format.name(loaded.name))' holds no images to show") }
    let (train, test) = (images.train.countsByLabel(loaded.classCount), images.test.countsByLabel(loaded.classCount))
    let report = Report(
      name: loaded.name, imageShape: loaded.inputShape, train: loaded.train.count, test: loaded.test.count,
      classes: loaded.classNames.enumerated().map { Report.Class(name: $1, train: train[$0], test: test[$0]) },
      skippedFiles: loaded.skippedFiles, sha256: try DataFingerprint(loaded))
    print(common.json ? try ReportEncoder.encode(report) : try text(report, images.train))
  }

  private func text(_ report: Report, _ images: LabelledImages) throws -> String {
    let style = ImageText.Style.current
    let drawings = try report.classes.prefix(classes).enumerated().compactMap { label, entry in
      try images.labels.firstIndex(of: Int32(label)).map {
        try ImageText(images, image: $0, caption: entry.name, style: style)
      }
    }
    var table = Table([("class", .left), ("training", .right), ("test", .right)])
    for entry in report.classes { table.add(entry.name, Format.grouped(entry.train), Format.grouped(entry.test)) }
    table.add("all", Format.grouped(report.train), Format.grouped(report.test))
    let shape = report.imageShape.map(String.init).joined(separator: " × ")
    return (["\(Format.name(report.name)): images of \(shape)"] + ImageText.rows(drawings) + [table.text]).joined(
      separator: "\n\n")
  }
}

extension LabelledImages {
  /// Number of images of each class.
  fileprivate func countsByLabel(_ classCount: Int) -> [Int] {
    labels.reduce(into: [Int](repeating: 0, count: classCount)) { $0[Int($1)] += 1 }
  }
}
