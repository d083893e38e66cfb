import ConcordFiles

/// What a config file can say. Each key is the flag of the same name.
package struct Settings: Sendable {
  package var backend: String?
  package var model: String?
  package var width: Int?
  package var dataset: String?
  package var size: TextSetting?
  package var resize: String?
  package var filter: String?
  package var color: String?
  package var background: String?
  package var skipBadFiles: Bool?
  package var dataDir: String?
  package var imageMemory: TextSetting?
  package var epochs: Int?
  package var steps: Int?
  package var batchSize: Int?
  package var microBatch: TextSetting?
  package var shards: Int?
  package var balance: String?
  package var memoryLimit: TextSetting?
  package var optimizer: String?
  package var momentum: Double?
  package var nesterov: Bool?
  package var weightDecay: Double?
  package var clipNorm: Double?
  package var learningRate: Double?
  package var schedule: String?
  package var scheduleEpochs: Int?
  package var scheduleGamma: Double?
  package var warmupSteps: Int?
  package var lrScaling: String?
  package var baseBatch: Int?
  package var loss: String?
  package var labelSmoothing: Double?
  package var seed: UInt64?
  package var plan: String?
  package var activationBudget: TextSetting?
  package var report: String?
  package var run: String?
  package var save: String?
  package var initialParameters: String?
  package var initSkip: String?
  package var rename: String?
  package var shuffle: Bool?
  package var augment: String?
  package var cropPadding: Int?
  package var mean: String?
  package var std: String?
  package var checkpointEvery: String?
  package var keepCheckpoints: Int?
  package var validation: Double?
  package var patience: Int?
  package var best: String?
  package var onNaN: String?
  package var checkNumerics: Bool?
  package var limitSteps: Int?
  package var overfit: Int?
  /// Those that are set.
  package private(set) var keys: Set<String> = []

  private enum Key: String, CaseIterable {
    case backend, model, width, dataset, epochs, steps, optimizer, momentum, nesterov, loss, schedule, seed, plan, report, save
    case size, resize, filter, color, background
    case run, shards, balance, shuffle, augment, mean, std, validation, patience, best, overfit
    case activationBudget = "activation-budget"
    case cropPadding = "crop-padding"
    case skipBadFiles = "skip-bad-files"
    case dataDir = "data-dir"
    case imageMemory = "image-memory"
    case batchSize = "batch-size"
    case microBatch = "micro-batch"
    case memoryLimit = "memory-limit"
    case weightDecay = "weight-decay"
    case clipNorm = "clip-norm"
    case learningRate = "lr"
    case scheduleEpochs = "schedule-epochs"
    case scheduleGamma = "schedule-gamma"
    case warmupSteps = "warmup-steps"
    case lrScaling = "lr-scaling"
    case baseBatch = "base-batch"
    case labelSmoothing = "label-smoothing"
    case initialParameters = "init"
    case initSkip = "init-skip"
    case rename
    case checkpointEvery = "checkpoint-every"
    case keepCheckpoints = "keep-checkpoints"
    case onNaN = "on-nan"
    case checkNumerics = "check-numerics"
    case limitSteps = "limit-steps"
  }

  package init() {}

  init(_ file: JSONObject) throws(JSONError) {
    if let unknown = file.members.keys.sorted().first(where: { Key(rawValue: $0) == nil }) {
      let known = Key.allCases.map(\.rawValue).sorted().joined(separator: ", ")
      throw JSONError("has the unknown key '\(unknown.printable(limit: 100))'; a config file can set \(known)")
    }
    func text(_ key: Key) throws(JSONError) -> String? { try file.text(key.rawValue) }
    func whole(_ key: Key) throws(JSONError) -> Int? { try file.integer(key.rawValue) }
    func number(_ key: Key) throws(JSONError) -> Double? { try file.number(key.rawValue) }
    func flag(_ key: Key) throws(JSONError) -> Bool? { try file.flag(key.rawValue) }
    func textOrWhole(_ key: Key) throws(JSONError) -> TextSetting? {
      switch file.members[key.rawValue] {
      case nil: return nil
      case .string(let text): return TextSetting(text: text)
      case .number: return try whole(key).map { TextSetting(text: String($0)) }
      default: throw file.wrong(key.rawValue, "a text or a whole number")
      }
    }
    keys = Set(file.members.keys)
    (backend, model, dataset, dataDir) = (try text(.backend), try text(.model), try text(.dataset), try text(.dataDir))
    imageMemory = try textOrWhole(.imageMemory)
    (size, resize, filter) = (try textOrWhole(.size), try text(.resize), try text(.filter))
    (color, background, skipBadFiles) = (try text(.color), try text(.background), try flag(.skipBadFiles))
    (width, epochs, steps, batchSize) = (try whole(.width), try whole(.epochs), try whole(.steps), try whole(.batchSize))
    (shards, balance) = (try whole(.shards), try text(.balance))
    (microBatch, memoryLimit) = (try textOrWhole(.microBatch), try textOrWhole(.memoryLimit))
    (optimizer, nesterov) = (try text(.optimizer), try flag(.nesterov))
    (momentum, weightDecay, clipNorm) = (try number(.momentum), try number(.weightDecay), try number(.clipNorm))
    (learningRate, schedule) = (try number(.learningRate), try text(.schedule))
    (scheduleEpochs, scheduleGamma, warmupSteps) = (
      try whole(.scheduleEpochs), try number(.scheduleGamma), try whole(.warmupSteps)
    )
    (lrScaling, baseBatch) = (try text(.lrScaling), try whole(.baseBatch))
    (loss, labelSmoothing) = (try text(.loss), try number(.labelSmoothing))
    seed = try file.integer(Key.seed.rawValue, as: UInt64.self)
    (plan, activationBudget) = (try text(.plan), try textOrWhole(.activationBudget))
    (report, run, save, initialParameters) = (
      try text(.report), try text(.run), try text(.save), try text(.initialParameters)
    )
    (initSkip, rename) = (try text(.initSkip), try text(.rename))
    (shuffle, augment, cropPadding) = (try flag(.shuffle), try text(.augment), try whole(.cropPadding))
    (mean, std) = (try text(.mean), try text(.std))
    (checkpointEvery, keepCheckpoints) = (try text(.checkpointEvery), try whole(.keepCheckpoints))
    (validation, patience, best) = (try number(.validation), try whole(.patience), try text(.best))
    (onNaN, checkNumerics) = (try text(.onNaN), try flag(.checkNumerics))
    (limitSteps, overfit) = (try whole(.limitSteps), try whole(.overfit))
  }

  /// More bytes than any config file has.
  private static let maximumByteCount = 1 << 20

  /// The settings of the file at `path`.
  ///
  /// - Throws: Where it cannot be read, is no JSON object, or has a key or a value that does not belong there.
  package init(contentsOf path: String) throws(FileError) {
    let bytes = try RegularFile.contents(of: path, limit: Self.maximumByteCount, what: "a config file")
    do throws(JSONError) {
      try self.init(JSONObject.read(bytes, "a config file"))
    } catch {
      throw FileError(path, error.description)
    }
  }
}
