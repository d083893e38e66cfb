import ConcordFiles

/// The folder of a training run, reserved before it and written after it. The report is written last, so where there is one all else
/// is whole.
public final class RunFolder {
  public static func report(_ folder: String) -> String { folder + "/report.json" }
  public static func parameters(_ folder: String) -> String { folder + "/parameters.safetensors" }
  public static func model(_ folder: String) -> String { folder + "/model.json" }

  private let folder: ReservedFolder
  private let report: FileOutput
  private let parameters: FileOutput
  private let model: FileOutput?

  /// Fails as `write` would, before the work whose result is to be written. Until this is dropped no other process can take the
  /// folder.
  ///
  /// - Throws: Where there is something in the folder already, where another process has it, or where it cannot be made.
  public init(_ path: String, hasModelFile: Bool) throws(FileError) {
    folder = try ReservedFolder(path)
    report = try FileOutput(Self.report(folder.path))
    parameters = try FileOutput(Self.parameters(folder.path))
    model = hasModelFile ? try FileOutput(Self.model(folder.path)) : nil
  }

  /// Where it will write.
  public var outputs: [FileOutput] { [report, parameters] + (model.map { [$0] } ?? []) }

  /// Takes the room on the disk that the run will need.
  public func reserve(for session: TrainingSession, reportByteCount: Int = 1 << 16) throws(FileError) {
    try parameters.reserve(session.savedByteCount)
    try report.reserve(reportByteCount)
  }

  /// Once.
  ///
  /// - Parameters:
  ///   - json: The run's report.
  ///   - modelFile: Of a model that came from a file: what was in it.
  public func write(_ json: String, _ session: TrainingSession, modelFile: [UInt8]?, classNames: [String]) throws {
    folder.keep()
    if let modelFile, let model { try model.write(modelFile) }
    try session.save(to: parameters, classNames: classNames)
    try report.write(json + "\n")
  }
}
