import ConcordData
import ConcordKit
import ConcordNN

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a training run leaves behind, as one JSON object.
public struct RunReport: Codable, Sendable {
  /// Of all steps up to 65,536, of an even sample of that size beyond.
  public struct StepTime: Codable, Sendable {
    /// In milliseconds.
    public var median: Double
    /// In milliseconds; nine of ten steps took less.
    public var p90: Double
  }

  /// One of several devices that shared each step.
  public struct SharingDevice: Codable, Sendable {
    /// The rank whose device it is; left out where one process has all of them.
    public var rank: Int?
    /// Seconds in which the rank's devices waited for other ranks; left out likewise.
    public var waitSeconds: Double?
    /// The backend's name.
    public var backend: String
    /// The device's name.
    public var device: String
    /// Shards that it did.
    public var shards: Int
    /// How long it took for them.
    public var seconds: Double
    /// Predicted and allocated bytes.
    public var memory: MemoryReport

    /// Those of a team.
    ///
    /// - Parameters:
    ///   - team: Who shared each step.
    ///   - opened: In the order of the team's sessions.
    public static func all(of team: WorkerTeam, on opened: [OpenedBackend]) -> [SharingDevice] {
      zip(opened, team.sessions).enumerated().map { number, member in
        SharingDevice(
          rank: team.ranks?.rank, waitSeconds: team.ranks.map { _ in team.waitSeconds }, backend: member.0.backend.name,
          device: member.0.device.info.name, shards: team.shardCounts[number], seconds: team.seconds[number],
          memory: MemoryReport(member.1.memory, plan: member.1.plan))
      }
    }
  }

  /// Of reports that are written now. Another number where what ``RunRecord`` reads is no longer what it was.
  public static let currentFormat = 2

  /// The version of the report's format.
  public var format = RunReport.currentFormat
  /// The backend's name.
  public var backend: String
  /// The device's name.
  public var device: String
  /// The driver's name and version.
  public var platform: String
  /// `conforming`, or why not.
  public var conformance: String
  /// The model's name.
  public var model: String
  /// The JSON file that the model came from; left out where it is one of the zoo.
  public var modelFile: String?
  /// Hidden units, where they were chosen.
  public var width: Int?
  /// Values of all parameters together.
  public var parameterCount: Int
  /// Of a sample of the model's first input: [C, H, W] of images.
  public var inputShape: [Int]
  /// The data set's name.
  public var dataset: String
  /// The names of the data set's classes, in the order of the labels.
  public var classes: [String]
  /// Of images; left out for other samples.
  public var normalization: Normalization?
  /// How training images were changed.
  public var augmentation: Augmentation
  /// How images were made of pictures.
  public var reading: ImageReading
  /// How many files could not be read and were left out; absent where none.
  public var skippedFiles: Int?
  /// SHA-256 of the decoded samples of each part; left out where nobody asked for them.
  public var data: DataFingerprint?
  /// The optimizer with its constants.
  public var optimizer: String
  /// `cross-entropy`, with its label smoothing where there is one, `mse` or `bce`.
  public var loss: String
  /// Before the schedule.
  public var learningRate: Double
  /// What else decides the optimizer's update.
  public var hyperparameters: [String: Double]
  /// How the learning rate changed.
  public var schedule: LearningRateSchedule
  /// The norm to which gradients were clipped; left out where they were not.
  public var clipNorm: Double?
  /// Samples of a step.
  public var batchSize: Int
  /// Samples that the device held at once.
  public var microBatch: Int
  /// How many shards a batch was cut into; left out where it was not.
  public var shards: Int?
  /// How many epochs were asked for.
  public var epochs: Int
  /// What all random numbers follow from.
  public var seed: UInt64
  /// How many steps were made.
  public var steps: Int
  /// The mean loss of the batch of step 1 and of every ``lossStride``th after it.
  public var losses: [Float]
  /// 1 up to 65,536 steps, then 2, 4 …
  public var lossStride: Int
  /// On the test part, between 0 and 1.
  public var accuracy: Double
  /// The mean over the test part.
  public var testLoss: Float
  /// The SHA-256 of all parameters, in hex.
  public var parametersSHA256: String
  /// Of what layers keep without learning it, such as running statistics; left out where they keep nothing.
  public var stateSHA256: String?
  /// How long a step took.
  public var stepMilliseconds: StepTime
  /// How long the training took.
  public var seconds: Double
  /// Predicted and allocated bytes.
  public var memory: MemoryReport
  /// Where several devices shared each step: all of them, that of ``memory`` first.
  public var devices: [SharingDevice]?
  /// How often device memory was taken or given back after the first step.
  public var ledgerMovementsAfterFirstStep: Int
  /// The resident size of the process before a device was opened: data set and program. What comes on top of it and of the
  /// memory table is overhead that the model leaves out: the driver, its compiler, kernels.
  public var residentBytesBeforeDevice: Int
  /// The largest resident size of the process, host memory of everything included.
  public var peakResidentBytes: Int

  /// Reports a training that has ended.
  ///
  /// - Parameters:
  ///   - backend: Whose device it ran on.
  ///   - devices: All devices that shared each step; nil where there was one.
  ///   - session: What was trained.
  ///   - trainer: What trained it, with its data set.
  ///   - result: What came out.
  ///   - seed: Of all random numbers.
  ///   - data: The SHA-256 of its samples. Hashing reads all of them once more, so a report that nobody keeps goes without.
  ///   - modelFile: The file that the model comes from; nil where it is one of the zoo.
  ///   - width: Hidden units, where they were chosen.
  ///   - residentBytesBeforeDevice: The resident size of the process before the device was opened.
  public init(
    backend: OpenedBackend, devices: [SharingDevice]? = nil, session: TrainingSession, trainer: Trainer,
    result: Trainer.Result, seed: UInt64,
    data: DataFingerprint? = nil, modelFile: String? = nil, width: Int? = nil, residentBytesBeforeDevice: Int = 0
  ) throws {
    let info = backend.device.info
    self.backend = backend.backend.name
    device = info.name
    platform = info.platform
    conformance = backend.standing
    model = session.model.name
    self.modelFile = modelFile
    self.width = width
    parameterCount = session.parameters.reduce(0) { $0 + $1.elementCount }
    inputShape = session.model.inputShape
    dataset = trainer.dataset.name
    classes = trainer.dataset.classNames
    normalization = trainer.dataset.normalization
    augmentation = trainer.dataset.augmentation
    reading = trainer.dataset.reading
    skippedFiles = trainer.dataset.skippedFiles.isEmpty ? nil : trainer.dataset.skippedFiles.count
    self.data = data
    optimizer = session.optimizer.name
    loss = session.loss.description
    learningRate = session.optimizer.learningRate
    hyperparameters = session.optimizer.hyperparameters
    schedule = session.schedule
    clipNorm = session.clipNorm
    batchSize = trainer.schedule.batchSize
    microBatch = trainer.schedule.microBatchSize
    shards = session.shards.count > 1 ? session.shards.count : nil
    epochs = trainer.epochs
    self.seed = seed
    steps = result.losses.stepCount
    losses = result.losses.values
    lossStride = result.losses.stride
    accuracy = result.accuracy
    testLoss = result.testLoss
    parametersSHA256 = try session.parametersSHA256()
    stateSHA256 = try session.stateSHA256()
    stepMilliseconds = StepTime(median: result.stepTimes.percentile(0.5), p90: result.stepTimes.percentile(0.9))
    seconds = result.seconds
    memory = MemoryReport(session.memory, plan: session.plan)
    self.devices = devices
    ledgerMovementsAfterFirstStep = result.ledgerMovements
    self.residentBytesBeforeDevice = residentBytesBeforeDevice
    peakResidentBytes = ProcessMemory.peakResidentBytes
  }
}
