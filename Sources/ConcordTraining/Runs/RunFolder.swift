import ConcordFiles
import ConcordRuns

/// The folder of a training run. What is in it is whole at every moment: files appear whole or grow by whole rows. The report is
/// written last, so a run that has one is done.
public final class RunFolder {
  /// Where the report lies.
  public static func report(_ folder: String) -> String { folder + "/report.json" }
  /// Where the page lies.
  public static func page(_ folder: String) -> String { folder + "/report.html" }
  /// Where the trained parameters lie.
  public static func parameters(_ folder: String) -> String { folder + "/parameters.safetensors" }
  /// Where the model lies.
  public static func model(_ folder: String) -> String { folder + "/model.json" }
  /// Where the settings lie.
  public static func configuration(_ folder: String) -> String { folder + "/\(configurationName)" }
  /// Where the description of the data lies.
  public static func data(_ folder: String) -> String { folder + "/data.json" }
  /// Where the memory table lies.
  public static func memory(_ folder: String) -> String { folder + "/memory.json" }
  private static let configurationName = "config.json"

  /// Where the folder lies.
  public let path: String
  private let folder: ReservedFolder
  private let report: FileOutput
  private let parameters: FileOutput

  /// Fails as `write` would, before the work whose result is to be written. Until this is dropped no other process can take the
  /// folder.
  ///
  /// - Throws: Where there is something in the folder already, where another process has it, or where it cannot be made.
  public init(_ path: String) throws(FileError) {
    let configuration = Self.configuration(ReservedFolder.trimmed(path))
    if (try? FileStatus(configuration)) != nil {
      let command = ShellText.command(["concord", "train", "--resume", ReservedFolder.trimmed(path)])
      throw FileError(path, "holds a run already; to go on with it: \(command); or name another folder")
    }
    folder = try ReservedFolder(path)
    self.path = folder.path
    (report, parameters) = (try FileOutput(Self.report(folder.path)), try FileOutput(Self.parameters(folder.path)))
  }

  /// A folder in which a run was begun, to go on there.
  public init(resuming path: String) throws(FileError) {
    folder = try ReservedFolder(reopening: path, holding: Self.configurationName)
    self.path = folder.path
    (report, parameters) = (try FileOutput(Self.report(folder.path)), try FileOutput(Self.parameters(folder.path)))
  }

  /// Where it will write in the end.
  public var outputs: [FileOutput] { [report, parameters] }

  /// Takes the room on the disk that the run's end will need.
  public func reserve(for session: TrainingSession, reportByteCount: Int = 1 << 16) throws(FileError) {
    try parameters.reserve(session.savedByteCount)
    try report.reserve(reportByteCount)
  }

  /// What is known before the first step. The configuration comes first: with it alone the folder is a run that can go on.
  ///
  /// - Parameter model: Its description.
  package func begin(_ configuration: RunConfiguration, model: [UInt8], data: RunData, memory: MemoryReport) throws {
    folder.keep()
    try configuration.write(to: Self.configuration(path))
    try AtomicFile.write(model, to: Self.model(path))
    try AtomicFile.write(try ReportEncoder.encode(data) + "\n", to: Self.data(path))
    try AtomicFile.write(try ReportEncoder.encode(memory) + "\n", to: Self.memory(path))
  }

  /// Once.
  ///
  /// - Parameters:
  ///   - json: The run's report.
  ///   - session: What was trained.
  ///   - page: The same for people.
  ///   - classNames: In the order of the labels.
  public func write(_ json: String, _ session: TrainingSession, page: RunPage?, classNames: [String]) throws {
    folder.keep()
    // Of a run that went on for longer: its old report would not belong to these parameters.
    try Folder.remove(file: Self.report(path))
    try session.save(to: parameters, classNames: classNames)
    if let page {
      try AtomicFile.write(page.html(), to: Self.page(path))
      if let confusion = page.confusion {
        try AtomicFile.write(confusion.svg(isNormalized: false), to: path + "/confusion.svg")
        try AtomicFile.write(confusion.svg(isNormalized: true), to: path + "/confusion-normalized.svg")
      }
    }
    for (name, sheet) in [("images-training.svg", page?.trainingImages), ("images-predictions.svg", page?.predictions)] {
      if let sheet { try AtomicFile.write(sheet.svg(), to: path + "/\(name)") }
    }
    try report.write(json + "\n")
  }
}
