import ConcordFiles

/// What was measured at the end of an epoch or of a run. Nil where nothing was.
public struct MetricsRow: Sendable, Equatable {
  /// Epochs that have begun, this one included.
  public var epoch: Int
  /// Steps since the run began.
  public var step: Int
  /// The mean over the epoch's samples, each as the model was at its step.
  public var trainLoss: Float?
  /// The mean loss of the validation samples.
  public var validationLoss: Float?
  /// Between 0 and 1.
  public var validationAccuracy: Double?
  /// The mean loss of the test samples.
  public var testLoss: Float?
  /// The share of test samples that are right, from 0 to 1.
  public var testAccuracy: Double?
  /// Of the last step.
  public var learningRate: Double?
  /// Of the epoch, with its evaluation.
  public var seconds: Double?
  /// Of the epoch's training.
  public var imagesPerSecond: Double?

  /// A row; what was not measured is `nil`, and an empty field in the file.
  public init(
    epoch: Int, step: Int, trainLoss: Float? = nil, validationLoss: Float? = nil, validationAccuracy: Double? = nil,
    testLoss: Float? = nil, testAccuracy: Double? = nil, learningRate: Double? = nil, seconds: Double? = nil,
    imagesPerSecond: Double? = nil
  ) {
    self.epoch = epoch
    self.step = step
    self.trainLoss = trainLoss
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
    self.testLoss = testLoss
    self.testAccuracy = testAccuracy
    self.learningRate = learningRate
    self.seconds = seconds
    self.imagesPerSecond = imagesPerSecond
  }

  /// The columns in their order: the names that both files have, and what stands under them. A number that is not finite is left
  /// out, as JSON cannot say it.
  private static let columns: [(name: String, text: @Sendable (MetricsRow) -> String?)] = [
    ("epoch", { "\($0.epoch)" }), ("step", { "\($0.step)" }), ("train_loss", { text($0.trainLoss) }),
    ("validation_loss", { text($0.validationLoss) }), ("validation_accuracy", { text($0.validationAccuracy) }),
    ("test_loss", { text($0.testLoss) }), ("test_accuracy", { text($0.testAccuracy) }),
    ("learning_rate", { text($0.learningRate) }), ("seconds", { text($0.seconds) }),
    ("images_per_second", { text($0.imagesPerSecond) }),
  ]

  private static func text<Number: BinaryFloatingPoint & CustomStringConvertible>(_ value: Number?) -> String? {
    value.flatMap { $0.isFinite ? "\($0)" : nil }
  }

  static let csvHeader = columns.map(\.name).joined(separator: ",") + "\n"

  var csv: String { Self.columns.map { $0.text(self) ?? "" }.joined(separator: ",") + "\n" }

  /// One line.
  var json: String {
    "{" + Self.columns.compactMap { column in column.text(self).map { "\"\(column.name)\": \($0)" } }.joined(separator: ", ")
      + "}\n"
  }

  init(json line: [UInt8]) throws(JSONError) {
    let object = try JSONObject.read(line, "a row of metrics")
    epoch = try object.require("epoch") { key throws(JSONError) in try object.integer(key) }
    step = try object.require("step") { key throws(JSONError) in try object.integer(key) }
    trainLoss = try object.float("train_loss")
    (validationLoss, validationAccuracy) = (try object.float("validation_loss"), try object.number("validation_accuracy"))
    (testLoss, testAccuracy) = (try object.float("test_loss"), try object.number("test_accuracy"))
    (learningRate, seconds) = (try object.number("learning_rate"), try object.number("seconds"))
    imagesPerSecond = try object.number("images_per_second")
  }
}
