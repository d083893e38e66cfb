import ConcordData
import ConcordFiles
import ConcordGraph
import ConcordKit
import ConcordMemory
import ConcordNN

/// A trained model in a folder: the run's report, its parameters with what layers keep besides, and its model file where it has one.
public struct TrainedRun: Sendable {
  /// The run's folder.
  public let folder: String
  /// What the run recorded of itself.
  public let record: RunRecord

  /// - Throws: Where the report in it is missing, or is none that can be used.
  public init(contentsOf folder: String) throws(FileError) {
    self.folder = ReservedFolder.trimmed(folder)
    record = try RunRecord(contentsOf: RunFolder.report(self.folder))
  }

  /// The data set, normalised as in training.
  ///
  /// - Throws: Where its classes are not those of the training, in the same order: the model's outputs would mean others.
  public func normalized(_ dataset: Dataset) throws(FileError) -> Dataset {
    if let difference = ClassNames.difference(trained: record.classes, found: dataset.classNames) {
      throw FileError(
        RunFolder.report(folder),
        "the run was trained for other classes than '\(dataset.name)' has: \(difference); evaluate a data set with the run's classes"
      )
    }
    guard let normalization = record.normalization, normalization != dataset.normalization else { return dataset }
    do throws(DataError) {
      return try dataset.normalized(mean: normalization.mean, standardDeviation: normalization.standardDeviation)
    } catch {
      throw FileError(
        RunFolder.report(folder),
        "its normalisation does not fit the images of '\(dataset.name)': \(error.subject): expected \(error.expected), found "
          + "\(error.found); evaluate the run's own data set")
    }
  }

  /// The model, as it was trained, for the images and classes of a data set.
  public func model(for dataset: Dataset) throws(FileError) -> Model {
    try model(inputShape: dataset.inputShape, classCount: dataset.classCount)
  }

  /// The model, as it was trained, for what it was trained on.
  public func model() throws(FileError) -> Model {
    guard let inputShape = record.inputShape, !record.classes.isEmpty else {
      throw FileError(
        RunFolder.report(folder),
        "does not say what the model takes and gives, as reports of an older concord; train again with --run")
    }
    return try model(inputShape: inputShape, classCount: record.classes.count)
  }

  private func model(inputShape: [Int], classCount: Int) throws(FileError) -> Model {
    if record.modelFile != nil {
      return try Model(contentsOf: RunFolder.model(folder), inputShape: inputShape, classCount: classCount)
    }
    do throws(GraphError) {
      return try ModelZoo.model(named: record.model, imageShape: inputShape, classCount: classCount, width: record.width)
    } catch {
      throw FileError(RunFolder.report(folder), "\(error)")
    }
  }

  /// An image of a PNG or JPEG file, as the model takes it: normalised as in training.
  ///
  /// - Throws: Where it is not of the size and the channels that the model was trained on, or where that was not on images.
  public func image(at path: String) throws -> [Float] {
    guard let normalization = record.normalization, let inputShape = record.inputShape else {
      throw FileError(
        RunFolder.report(folder), "says of no images that the model was trained on; give the model its inputs as numbers")
    }
    return try ImageFile.values(at: path, imageShape: inputShape, normalization: normalization, reading: record.reading)
  }

  /// The model on a device, with its parameters, ready to be asked.
  ///
  /// - Parameters:
  ///   - device: Where it is to run.
  ///   - size: Samples on the device at a time.
  ///   - plan: How activations share places.
  ///   - memoryLimit: The most that may be asked of the device.
  /// - Throws: As ``session(on:for:microBatch:)``.
  public func inference(
    on device: any Device, size: Int = 1, plan: MemoryPlan = .reuse, memoryLimit: ByteCount? = nil
  ) throws -> InferenceSession {
    let model = try model()
    let (path, parameters) = try savedParameters(of: model)
    let session = try InferenceSession(PlannedInference(model, size: size, plan: plan, on: device), memoryLimit: memoryLimit)
    try session.load(parameters, path)
    try Self.check("parameters", try session.parametersSHA256(), record.parametersSHA256, path)
    try Self.check("state", try session.stateSHA256(), record.stateSHA256, path)
    return session
  }

  /// The file of the parameters, once it is known to be large enough, before anything is allocated for a model as large as a changed
  /// report may claim.
  private func savedParameters(of model: Model) throws -> (path: String, file: Safetensors) {
    let path = RunFolder.parameters(folder)
    let parameters = try Safetensors(contentsOf: path)
    let count = try MemoryModel.layers(of: model, loss: record.loss).reduce(0) { $0 + $1.parameters.reduce(0, +) }
    let found = parameters.tensors.reduce(0) { $0 + $1.words.count }
    guard count <= found else {
      throw FileError(
        path, "holds \(found) numbers, and '\(model.name)' has \(count) parameters; bring report and parameters from one run")
    }
    return (path, parameters)
  }

  /// The model on a device, with its parameters, ready to classify the test part of a data set.
  ///
  /// - Parameters:
  ///   - device: Where it is to run.
  ///   - dataset: What it is trained on.
  ///   - microBatch: Images on the device at a time; as in training where nil.
  /// - Throws: Where the parameters are missing, damaged, not the model's, or not those that the report names; where the device has
  ///   not enough memory.
  public func session(on device: any Device, for dataset: Dataset, microBatch: Int? = nil) throws -> TrainingSession {
    let sizes = Fit.Candidate.parts(of: dataset.test.count, microBatch: microBatch ?? record.microBatch)
    // An optimizer without state, and the plan that takes least: nothing is trained.
    let model = try model(for: dataset)
    let (path, parameters) = try savedParameters(of: model)
    let session = try TrainingSession(
      model, on: device, optimizer: SGD(learningRate: 0), loss: record.loss, microBatchSizes: sizes, seed: 0,
      plan: .checkpoint)
    try session.load(parameters, path)
    try Self.check("parameters", try session.parametersSHA256(), record.parametersSHA256, path)
    try Self.check("state", try session.stateSHA256(), record.stateSHA256, path)
    return session
  }

  /// Whether an evaluation of the same images gave what training reported.
  public func agrees(with evaluation: Evaluation) -> Bool {
    evaluation.accuracy == record.accuracy && evaluation.loss == record.testLoss
  }

  private static func check(_ what: String, _ seen: String?, _ expected: String?, _ path: String) throws(FileError) {
    guard seen != expected else { return }
    throw FileError(
      path,
      "is not what the report beside it belongs to: the SHA-256 of its \(what) is \(seen ?? "that of nothing"), not "
        + "\(expected ?? "that of nothing"); bring both files from one run")
  }
}
