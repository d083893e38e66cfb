import ConcordFiles

/// Labelled images, parted into those to train on and those to test with.
public struct Dataset: Sendable {
  /// The name by which `DatasetCatalog` knows it.
  public let name: String
  /// Name of each class, in the order of the labels.
  public let classNames: [String]
  public let train: DatasetPart
  public let test: DatasetPart
  public let parting: Parting

  /// How images came to be for training or for test.
  public enum Parting: Sendable, Hashable {
    /// By who made the data set.
    case given
    /// Of a folder of images without the folders `train` and `test`: of each class every fifth is for test.
    case everyFifth
  }

  /// Labels are 0 … `classCount` − 1.
  public var classCount: Int { classNames.count }

  /// The shape [C, H, W] of every image.
  public var imageShape: [Int] { train.imageShape }

  public var normalization: Normalization { train.normalization }

  public init(
    name: String, classNames: [String], train: DatasetPart, test: DatasetPart, parting: Parting = .given
  ) {
    precondition(train.imageShape == test.imageShape, "both parts have images of one shape")
    precondition(train.normalization == test.normalization, "both parts are normalised alike")
    self.name = name
    self.classNames = classNames
    self.train = train
    self.test = test
    self.parting = parting
  }

  /// What a person should know of what the test part is, where nobody chose it; nil otherwise.
  public var partingNote: String? {
    guard parting == .everyFifth else { return nil }
    return "\(name.printable()) has no folders 'train' and 'test': of each class every fifth image is for test, "
      + "\(test.count) of all \(train.count + test.count)"
  }

  /// The same images, normalised by other constants.
  ///
  /// - Parameters:
  ///   - mean: Of pixels scaled to 0 … 1: one a channel, or one for all.
  ///   - standardDeviation: The same.
  /// - Throws: `invalidNormalization` for another number of constants, one that is not finite, or a standard deviation that is
  ///   not above 0.
  public func normalized(mean: [Float], standardDeviation: [Float]) throws(DataError) -> Dataset {
    let channels = imageShape[0]
    func constants(_ values: [Float], _ what: String, _ isValid: (Float) -> Bool) throws(DataError) -> [Float] {
      guard values.count == 1 || values.count == channels else {
        throw DataError(
          .invalidNormalization, what,
          expected: channels == 1 ? "one number" : "one number, or one for each of \(channels) channels",
          found: "\(values.count)", remedy: "give that many, with commas")
      }
      if let wrong = values.first(where: { !isValid($0) }) {
        throw DataError(
          .invalidNormalization, what, expected: "finite numbers, a standard deviation above 0", found: "\(wrong)",
          remedy: "give those of pixels scaled to 0 … 1")
      }
      return values.count == channels ? values : [Float](repeating: values[0], count: channels)
    }
    let normalization = Normalization(
      maximum: normalization.maximum, mean: try constants(mean, "the mean", \.isFinite),
      standardDeviation: try constants(standardDeviation, "the standard deviation") { $0.isFinite && $0 > 0 })
    guard normalization.table.allSatisfy(\.isFinite) else {
      throw DataError(
        .invalidNormalization, "the mean and the standard deviation", expected: "that every pixel becomes a finite number",
        found: "a standard deviation too small or a mean too large for that", remedy: "give those of pixels scaled to 0 … 1")
    }
    func part(_ part: DatasetPart) -> DatasetPart {
      DatasetPart(imageShape: part.imageShape, pixels: part.pixels, labels: part.labels, normalization: normalization)
    }
    return Dataset(name: name, classNames: classNames, train: part(train), test: part(test), parting: parting)
  }
}
