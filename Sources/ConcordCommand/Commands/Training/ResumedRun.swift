import Concord
import ConcordFiles

/// A run that goes on: its folder, taken; its settings; its last checkpoint.
struct ResumedRun {
  let folder: RunFolder
  let settings: Settings
  let origins: [String: RunConfiguration.Origin]
  let command: String
  let schedule: LearningRateSchedule
  /// Nil where the run ended before it was written, and before anything was trained.
  let data: RunData?
  /// Nil where the run ended before its first one.
  let checkpoint: (content: Checkpoint, path: String)?

  init(_ path: String) throws {
    folder = try RunFolder(resuming: path)
    let configuration = try RunConfiguration.read(RunFolder.configuration(folder.path))
    var settings = configuration.settings
    // A model that came from a file is in the folder now; that file may have been changed since.
    let (model, chosen) = (RunFolder.model(folder.path), settings.model ?? "")
    let checkpoints = CheckpointFolder(of: folder.path)
    let newest = try checkpoints.newest()
    // But before the first checkpoint, the parameters that it starts from are in an ONNX file alone.
    let isCopied = newest != nil || !ModelChoice.isONNX(chosen)
    if ModelChoice.file(chosen) != nil, isCopied, Self.isThere(model) { settings.model = model }
    self.settings = settings
    (origins, command, schedule) = (configuration.origins, configuration.command, configuration.schedule)
    let dataPath = RunFolder.data(folder.path)
    data = try Self.isThere(dataPath) ? RunData(contentsOf: dataPath) : nil
    checkpoint = try newest.map { ($0, try checkpoints.file(String($0.step))) }
  }

  /// That the data are those that the run was begun with.
  func check(_ found: RunData) throws {
    guard let data, found.sha256 != data.sha256 else { return }
    let what =
      found.trainCount != data.trainCount || found.testCount != data.testCount
      ? "\(found.trainCount) training and \(found.testCount) test images, not \(data.trainCount) and \(data.testCount)"
      : "other images or labels, by their SHA-256"
    throw CommandError(
      "--resume: the data set '\(data.dataset.printable(limit: 200))' is not what the run '\(folder.path.printable(limit: 200))' was begun with: it has \(what); "
        + "bring back the same data, or begin a new run")
  }

  private static func isThere(_ path: String) -> Bool { (try? FileStatus(path)) != nil }
}
