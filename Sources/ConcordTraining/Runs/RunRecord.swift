import ConcordData
import ConcordFiles
import ConcordNN

/// What a run's report says that is needed to use its parameters again.
public struct RunRecord: Sendable {
  /// The model's name.
  public let model: String
  /// The model's JSON file, where it came from one.
  public let modelFile: String?
  /// The width that the model was made with, where one was given.
  public let width: Int?
  /// Of a sample of the model's first input: [C, H, W] of images; nil in reports of before it was written.
  public let inputShape: [Int]?
  /// The data set's name.
  public let dataset: String
  /// The names of the data set's classes, in the order of the labels.
  public let classes: [String]
  /// Of images; nil for other samples.
  public let normalization: Normalization?
  /// How images were made of pictures.
  public let reading: ImageReading
  /// How many files could not be read and were left out.
  public let skippedFiles: Int
  /// What was made smaller.
  public let loss: any Loss
  /// Samples that the device held at once.
  public let microBatch: Int
  /// On the test part, as training left it.
  public let accuracy: Double
  /// The mean loss of the test samples.
  public let testLoss: Float
  /// The SHA-256 of all parameters, in hex.
  public let parametersSHA256: String
  /// Of what layers keep without learning it; nil where they keep nothing.
  public let stateSHA256: String?

  /// More than any report has: its losses are bounded.
  static let maximumByteCount = 1 << 22

  /// - Throws: Where the file cannot be read, is no report, is one of another format, or lacks something.
  public init(contentsOf path: String) throws(FileError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try RegularFile.contents(of: path, limit: Self.maximumByteCount, what: "a run's report")
    } catch {
      throw FileError(path, "\(error.problem); name a folder that `concord train --run` wrote")
    }
    let report: JSONObject
    let format: Int?
    do throws(JSONError) {
      report = try JSONObject.read(bytes, "a report")
      format = try report.integer("format")
    } catch {
      throw FileError(
        path, "is not the report of a training run: \(error); name a folder that `concord train --run` wrote")
    }
    guard let format else {
      throw FileError(path, "does not say what format it has, as reports of an older concord; train again with --run")
    }
    guard format == RunReport.currentFormat else {
      throw FileError(
        path, "has the format \(format), and this concord reads \(RunReport.currentFormat); use the concord that wrote it")
    }
    do throws(JSONError) {
      try self.init(report)
    } catch {
      throw FileError(path, "\(error); it was changed after the run, train again")
    }
  }

  /// As ``RunReport`` writes it.
  private init(_ report: JSONObject) throws(JSONError) {
    model = try report.require("model", report.text)
    modelFile = try report.text("modelFile")
    width = try report.integer("width")
    inputShape = try report.integers("inputShape")
    if let inputShape, inputShape.contains(where: { $0 < 1 || $0 > 1 << 24 }) {
      throw report.wrong("inputShape", "whole numbers between 1 and \(1 << 24)")
    }
    dataset = try report.require("dataset", report.text)
    classes = try report.require("classes", report.texts)
    normalization = try report.object("normalization").map(Normalization.init)
    reading = try report.object("reading").map(ImageReading.init) ?? .asStored
    skippedFiles = try report.integer("skippedFiles") ?? 0
    let lossName = try report.require("loss", report.text)
    guard let loss = LossesInTheBox.loss(lossName) else {
      throw JSONError("names the loss '\(lossName.printable(limit: 100))', which this concord does not know")
    }
    self.loss = loss
    microBatch = try report.require("microBatch") { key throws(JSONError) in try report.integer(key) }
    guard microBatch > 0, microBatch <= 1 << 24 else {
      throw report.wrong("microBatch", "a whole number between 1 and \(1 << 24)")
    }
    accuracy = try report.require("accuracy", report.number)
    testLoss = try report.require("testLoss", report.float)
    parametersSHA256 = try report.require("parametersSHA256", report.text)
    stateSHA256 = try report.text("stateSHA256")
  }
}
