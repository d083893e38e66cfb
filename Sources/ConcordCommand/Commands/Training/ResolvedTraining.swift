import Concord
import ConcordFiles
import ConcordONNX

/// What flags, environment and config file come to, found to be without mistakes before data are looked for and a device is opened.
struct ResolvedTraining {
  let options: TrainingOptions
  let settings: Settings
  let seed: UInt64
  let askedBatchSize: Int?
  let askedShards: Int?
  let clipNorm: Double?
  let loss: any Loss
  let plan: MemoryPlan?
  let activationBudget: Int?
  let memoryLimit: ByteCount?
  let microBatch: MicroBatchChoice?
  let model: Model
  /// The file that the model comes from; nil where it is one of the zoo.
  let modelFile: String?
  /// The model's description, as it is kept.
  let description: [UInt8]
  /// What the model starts from, where its file holds that.
  let parameters: Safetensors?
  let augmentation: Augmentation
  let imageOptions: DatasetOptions
  /// The optimizer for batches of a size.
  let optimizer: (Int) throws -> any Optimizer

  /// - Parameter learningRate: For batches of a size, before its schedule.
  init(_ options: TrainingOptions, _ settings: Settings, learningRate: @escaping (Int) throws -> Double) throws {
    self.options = options
    self.settings = settings
    seed = options.seed ?? settings.seed ?? 1
    askedBatchSize = options.batchSize ?? settings.batchSize
    if let askedBatchSize { try Limits.batches.check(askedBatchSize, "batch-size") }
    askedShards = options.shards ?? settings.shards
    optimizer = { batchSize in
      try options.optimizerOptions.optimizer(settings, learningRate: learningRate(batchSize))
    }
    // Once before data is looked for, so that a mistake shows at once.
    _ = try optimizer(askedBatchSize ?? BatchSizeChoice.standard)
    clipNorm = try options.optimizerOptions.clipNorm(settings)
    loss = try LossChoice.loss(
      named: options.loss ?? settings.loss ?? "cross-entropy",
      labelSmoothing: options.labelSmoothing ?? settings.labelSmoothing)
    plan = try options.planOptions.asked(settings)
    activationBudget = try options.planOptions.budget(settings, for: plan ?? .retain)
    memoryLimit = try options.memoryLimitOption.limit(settings)
    microBatch = try MicroBatchChoice.resolve(options.microBatch, settings)
    model = try options.choice.resolveForImages(settings)
    modelFile = options.choice.modelFile(settings)
    let imported = try modelFile.flatMap { ModelChoice.isONNX($0) ? try ImportedModel(contentsOf: $0) : nil }
    parameters = imported?.parameters
    description =
      try imported?.file
      ?? Self.description(
        modelFile, zoo: options.choice.modelName(settings), width: options.choice.width ?? settings.width)
    augmentation = try options.changes.resolve(
      settings, filter: options.choice.images.reading(settings).filter, imageShape: model.inputShape)
    imageOptions = try options.choice.images.options(settings, imageMemory: options.imageMemoryOption.bytes(settings))
  }

  /// Hidden units, where they were chosen.
  var width: Int? { options.choice.width ?? settings.width }

  /// A safetensors file to start from.
  var initialParameters: String? { options.initialParameters ?? settings.initialParameters }

  /// What of that file is taken; nil for all.
  func selection() throws -> ParameterSelection? {
    let (skip, rename) = (options.initSkip ?? settings.initSkip, options.rename ?? settings.rename)
    for (flag, value) in [("--init-skip", skip), ("--rename", rename)] where value != nil && initialParameters == nil {
      throw CommandError("\(flag): it is about the file of --init, and none was named; give --init too")
    }
    guard skip != nil || rename != nil else { return nil }
    _ = try FlagMistake.naming("--init-skip") { try ParameterSelection(skipped: skip) }
    return try FlagMistake.naming("--rename") { try ParameterSelection(renamings: rename, skipped: skip) }
  }

  /// The data set, normalised and augmented, of which samples may be downloaded first.
  func dataset() async throws -> Dataset {
    let download = DownloadProgress()
    let loaded = try await FlagMistake.naming("--dataset") {
      try await DatasetCatalog.loadOrDownload(
        options.choice.datasetName(settings), dataDirectory: options.data.folder(settings),
        options: imageOptions, report: download.show)
    }
    download.clear()
    return try options.normalization.resolve(settings, loaded).augmented(by: augmentation)
  }

  /// The first so many batches alone, to train on and to look at.
  func overfitting(_ batches: Int, _ dataset: Dataset) throws -> Dataset {
    let size = min(askedBatchSize ?? BatchSizeChoice.standard(of: dataset.train.count), dataset.train.count)
    let shuffles = !options.noShuffle && settings.shuffle ?? true
    return try dataset.overfitting(
      batches: batches,
      of: BatchSchedule(sampleCount: dataset.train.count, batchSize: size, seed: seed, shuffles: shuffles))
  }

  /// The model's description: the file that it came from, or the name of one of the zoo.
  private static func description(_ file: String?, zoo name: String, width: Int?) throws -> [UInt8] {
    if let file { return try RegularFile.contents(of: file, limit: ModelFile.maximumByteCount, what: "a model's description") }
    return ZooModel.description(name, width: width)
  }
}
