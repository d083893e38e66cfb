import ConcordData
import ConcordFiles

/// `data.json` of a run: what it was trained on, and all that a prediction must know of it.
public struct RunData: Codable, Sendable, Equatable {
  /// The data set's name.
  public var dataset: String
  /// In the order of the labels.
  public var classes: [String]
  /// Of a sample's first input: [C, H, W] of images.
  public var inputShape: [Int]
  /// Training samples.
  public var trainCount: Int
  /// Validation samples, where some were parted from the training samples.
  public var validationCount: Int?
  /// Test samples.
  public var testCount: Int
  /// Of images; left out for other samples.
  public var normalization: Normalization?
  /// How images were made of pictures.
  public var reading: ImageReading
  /// Of the decoded samples: of all parts together, and of each.
  public var sha256: String
  /// Of each part; nil in runs that did not keep it.
  public var parts: DataFingerprint?

  /// What a run keeps of the data set; its samples are read once for their SHA-256.
  public init(_ dataset: Dataset) throws {
    self.dataset = dataset.name
    classes = dataset.classNames
    inputShape = dataset.inputShape
    (trainCount, validationCount, testCount) = (dataset.train.count, dataset.validation?.count, dataset.test.count)
    normalization = dataset.normalization
    reading = dataset.reading
    let fingerprint = try DataFingerprint(dataset)
    (sha256, parts) = (fingerprint.all, fingerprint)
  }

  /// More than any such file has.
  private static let maximumByteCount = 1 << 24

  /// Reads `data.json`; throws where it is not there or is something else.
  public init(contentsOf path: String) throws(FileError) {
    let bytes = try RegularFile.contents(of: path, limit: Self.maximumByteCount, what: "what a run says of its data")
    do throws(JSONError) {
      let file = try JSONObject.read(bytes, "what a run says of its data")
      dataset = try file.require("dataset", file.text)
      classes = try file.require("classes", file.texts)
      inputShape = try file.require("inputShape", file.integers)
      trainCount = try file.require("trainCount") { key throws(JSONError) in try file.integer(key) }
      validationCount = try file.integer("validationCount")
      testCount = try file.require("testCount") { key throws(JSONError) in try file.integer(key) }
      normalization = try file.object("normalization").map(Normalization.init)
      reading = try file.object("reading").map(ImageReading.init) ?? .asStored
      sha256 = try file.require("sha256", file.text)
      parts = try file.object("parts").map(DataFingerprint.init)
    } catch {
      throw FileError(path, "\(error); it was changed after the run wrote it, restore it")
    }
  }
}
