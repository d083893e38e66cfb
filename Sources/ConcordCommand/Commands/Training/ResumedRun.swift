import Concord
import ConcordFiles

/// A run that goes on: its folder, taken; its settings; its last checkpoint.
struct ResumedRun {
  /// Nil where another rank has it.
  let folder: RunFolder?
  private let path: String
  let settings: Settings
  let origins: [String: RunConfiguration.Origin]
  let command: String
  let schedule: LearningRateSchedule
  /// Nil where the run ended before it was written, and before anything was trained.
  let data: RunData?
  /// Nil where the run ended before its first one.
  let checkpoint: (content: Checkpoint, path: String)?

  /// - Parameter ranks: Those that go on with it together; the first alone opens the folder's files for writing, and says what its settings are.
  init(_ path: String, _ ranks: RankGroup? = nil) throws {
    let isLeader = ranks?.isLeader ?? true
    folder = isLeader ? try RunFolder(resuming: path) : nil
    self.path = folder?.path ?? path
    let file = RunFolder.configuration(self.path)
    var bytes = isLeader ? try RunConfiguration.contents(file) : []
    if let ranks { bytes = Array(try ranks.share(String(decoding: bytes, as: UTF8.self)).utf8) }
    let configuration = try RunConfiguration.read(bytes, file)
    var settings = configuration.settings
    // A model that came from a file is in the folder now; that file may have been changed since.
    let (model, chosen) = (RunFolder.model(self.path), settings.model ?? "")
    let checkpoints = CheckpointFolder(of: self.path)
    let newest = try checkpoints.newest()
    // But before the first checkpoint, the parameters that it starts from are in an ONNX file alone.
    let isCopied = newest != nil || !ModelChoice.isONNX(chosen)
    if ModelChoice.file(chosen) != nil, isCopied, Self.isThere(model) { settings.model = model }
    self.settings = settings
    (origins, command, schedule) = (configuration.origins, configuration.command, configuration.schedule)
    let dataPath = RunFolder.data(self.path)
    data = try Self.isThere(dataPath) ? RunData(contentsOf: dataPath) : nil
    checkpoint = isLeader ? try newest.map { ($0, try checkpoints.file(String($0.step))) } : nil
  }

  /// That the data are those that the run was begun with.
  func check(_ found: RunData) throws {
    guard let data, found.sha256 != data.sha256 else { return }
    let what =
      found.trainCount != data.trainCount || found.testCount != data.testCount
      ? "\(found.trainCount) training and \(found.testCount) test images, not \(data.trainCount) and \(data.testCount)"
      : "other images or labels, by their SHA-256"
    throw CommandError(
      "--resume: the data set '\(data.dataset.printable(limit: 200))' is not what the run '\(path.printable(limit: 200))' was begun with: it has \(what); "
        + "bring back the same data, or begin a new run")
  }

  private static func isThere(_ path: String) -> Bool { (try? FileStatus(path)) != nil }
}
