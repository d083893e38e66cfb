import ConcordData
import ConcordKit
import ConcordNN

/// What an evaluation found, as one JSON object.
public struct EvaluationReport: Codable, Sendable, Equatable {
  /// The images of one class.
  public struct ClassResult: Codable, Sendable, Equatable {
    /// The class.
    public var name: String
    /// How many there are.
    public var images: Int
    /// How many were recognised.
    public var correct: Int
    /// Left out where the class has no images.
    public var accuracy: Double?
  }

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
  /// Values of all parameters together.
  public var parameterCount: Int
  /// The data set's name.
  public var dataset: String
  /// How many images were evaluated.
  public var images: Int
  /// How many were recognised, where there are classes.
  public var correct: Int?
  /// Between 0 and 1.
  public var accuracy: Double
  /// The mean over the images.
  public var loss: Float
  /// Of the checkpoint that was asked for; left out for what the run came to in the end.
  public var checkpointStep: Int?
  /// Whether accuracy and loss are, to the last bit, what training reported; left out for another data set than the run's, and for a
  /// checkpoint.
  public var matchesTraining: Bool?
  /// The SHA-256 of all parameters, in hex.
  public var parametersSHA256: String
  /// Of the decoded samples of the test part.
  public var testSHA256: String
  /// In the order of the labels.
  public var classNames: [String]
  /// By class, where that was asked; with it the confusion matrix: a row for each label, in it the images taken for each class.
  public var classes: [ClassResult]?
  /// A row for each class, a column for each answer.
  public var confusion: [[Int]]?

  /// - Parameters:
  ///   - evaluation: What came out.
  ///   - run: Where the parameters come from.
  ///   - session: What was evaluated.
  ///   - dataset: Whose test part was evaluated.
  ///   - backend: Whose device it ran on.
  ///   - checkpointStep: Of the checkpoint whose parameters the session has; nil for the run's last.
  public init(
    _ evaluation: Evaluation, of run: TrainedRun, session: TrainingSession, dataset: Dataset, backend: OpenedBackend,
    checkpointStep: Int? = nil
  ) throws {
    let info = backend.device.info
    self.backend = backend.backend.name
    device = info.name
    platform = info.platform
    conformance = backend.standing
    model = session.model.name
    parameterCount = session.parameters.reduce(0) { $0 + $1.elementCount }
    self.dataset = dataset.name
    images = evaluation.imageCount
    correct = evaluation.correctCount
    accuracy = evaluation.accuracy
    loss = evaluation.loss
    self.checkpointStep = checkpointStep
    matchesTraining = dataset.name == run.record.dataset && checkpointStep == nil ? run.agrees(with: evaluation) : nil
    parametersSHA256 = try session.parametersSHA256()
    testSHA256 = try DataFingerprint.sha256(dataset.test)
    classNames = dataset.classNames
    confusion = evaluation.metric(ConfusionMatrix.self)?.counts
    classes = confusion.map { rows in
      zip(dataset.classNames, rows.enumerated()).map { name, row in
        let images = row.element.reduce(0, +)
        let correct = row.element[row.offset]
        return ClassResult(
          name: name, images: images, correct: correct, accuracy: images == 0 ? nil : Double(correct) / Double(images))
      }
    }
  }
}
