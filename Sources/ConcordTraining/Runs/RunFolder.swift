#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The folder of a training run. The report is written last, so where there is one all else is whole.
public enum RunFolder {
  public static func report(_ folder: String) -> String { folder + "/report.json" }
  public static func parameters(_ folder: String) -> String { folder + "/parameters.safetensors" }
  public static func model(_ folder: String) -> String { folder + "/model.json" }

  /// Without slashes at its end.
  static func trimmed(_ folder: String) -> String {
    var folder = folder[...]
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    return String(folder)
  }

  /// Fails as `write` would, before the work whose result is to be written.
  ///
  /// - Throws: Where there is something in the folder already, or it cannot be made.
  public static func checkWritable(_ folder: String) throws(FileError) {
    let path = trimmed(folder)
    guard !path.isEmpty else { throw FileError(folder, "is no folder for a run; give it a name") }
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return try AtomicFile.checkWritable(path)
    }
    guard isFolder else { throw FileError(path, "is a file, and a run takes a folder; name another") }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw FileError(path, "cannot be read (permission denied); choose a folder that is yours")
    }
    guard names.isEmpty else {
      throw FileError(path, "is not empty, and a run takes a folder of its own; name another, or remove this one")
    }
    try AtomicFile.checkWritable(report(path))
  }

  /// - Parameters:
  ///   - json: The run's report.
  ///   - modelFile: Of a model that came from a file: what was in it.
  public static func write(_ json: String, _ session: TrainingSession, modelFile: Data?, to folder: String) throws {
    let path = trimmed(folder)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError(path, "cannot be made; choose a place that exists and is yours")
    }
    if let modelFile { try AtomicFile.write(modelFile, to: model(path)) }
    try session.save(to: parameters(path))
    try AtomicFile.write(json + "\n", to: report(path))
  }
}
