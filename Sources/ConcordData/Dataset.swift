import ConcordFiles

/// Samples, parted into those to train on and those to test with.
public struct Dataset: Sendable {
  /// The name by which `DatasetCatalog` knows it, or one's own.
  public let name: String
  /// Name of each class, in the order of the labels; none where samples have no class.
  public let classNames: [String]
  /// The samples that are trained on.
  public let train: any DataSource
  /// The samples that the trained model is measured on.
  public let test: any DataSource
  /// Looked at while training goes on, so that the test part need not be; nil for none.
  public private(set) var validation: (any DataSource)?
  /// How validation samples were parted from the training samples.
  public let parting: Parting
  /// How images were made of pictures.
  public let reading: ImageReading
  /// Files that cannot be read and were left out, as was asked for.
  public let skippedFiles: [String]

  /// How samples came to be for training or for test.
  public enum Parting: Sendable, Hashable {
    /// By who made the data set.
    case given
    /// Of a folder of images without the folders `train` and `test`: of each class every fifth is for test.
    case everyFifth
    /// Of a folder of images with a part for validation and none for test: the images for validation are tested with.
    case validationIsTest
  }

  /// Labels are 0 … `classCount` − 1.
  public var classCount: Int { classNames.count }

  /// The shape of a sample's first input: [C, H, W] of images.
  public var inputShape: [Int] { train.inputs[0].shape }

  /// Both parts, where they are images, as those of all data sets of the catalogue are.
  public var images: (train: LabelledImages, test: LabelledImages)? {
    guard let train = train as? LabelledImages, let test = test as? LabelledImages else { return nil }
    return (train, test)
  }

  /// Of images; nil for other samples.
  public var normalization: Normalization? { images?.train.normalization }

  /// What is done to training images; nothing to other samples.
  public var augmentation: Augmentation { images?.train.augmentation ?? .none }

  /// A data set of these sources; `inputs` and target are those of `train`.
  public init(
    name: String, classNames: [String] = [], train: any DataSource, test: any DataSource,
    validation: (any DataSource)? = nil, parting: Parting = .given, reading: ImageReading = .asStored,
    skippedFiles: [String] = []
  ) {
    precondition(!train.inputs.isEmpty && !train.targets.isEmpty, "a sample has an input and a target")
    for part in [test] + (validation.map { [$0] } ?? []) {
      precondition(train.inputs == part.inputs && train.targets == part.targets, "all parts have samples of one kind")
    }
    self.name = name
    self.classNames = classNames
    self.train = train
    self.test = test
    self.validation = validation
    (self.parting, self.reading, self.skippedFiles) = (parting, reading, skippedFiles)
    precondition(images.map { $0.train.normalization == $0.test.normalization } ?? true, "both parts are normalised alike")
  }

  /// What a person should know of how it was read.
  public var notes: [String] { [partingNote, skippingNote].compactMap { $0 } }

  /// What the test part is, where nobody chose it; nil otherwise.
  public var partingNote: String? {
    switch parting {
    case .given: nil
    case .everyFifth:
      "\(name.printable()) has no folders 'train' and 'test': of each class every fifth image is for test, "
        + "\(test.count) of all \(train.count + test.count)"
    case .validationIsTest: "\(name.printable()) has no folder 'test': the \(test.count) images for validation are tested with"
    }
  }

  /// That files were left out, where some were; nil otherwise.
  public var skippingNote: String? {
    guard let first = skippedFiles.first else { return nil }
    return "\(skippedFiles.count) files cannot be read and are left out, the first is '\(first.printable())'"
  }

  /// The same images, normalised by other constants.
  ///
  /// - Parameters:
  ///   - mean: Of pixels scaled to 0 … 1: one a channel, or one for all; those that it has where nil.
  ///   - standardDeviation: The same.
  /// - Throws: `invalidNormalization` for samples that are no images, another number of constants, one that is not finite, or a
  ///   standard deviation that is not above 0.
  public func normalized(mean: [Float]? = nil, standardDeviation: [Float]? = nil) throws(DataError) -> Dataset {
    guard let images else {
      throw DataError(
        .invalidNormalization, name, expected: "images", found: "samples of another kind", remedy: "leave the constants out")
    }
    let channels = images.train.imageShape[0]
    let own = images.train.normalization
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
      maximum: own.maximum, mean: try constants(mean ?? own.mean, "the mean", \.isFinite),
      standardDeviation: try constants(standardDeviation ?? own.standardDeviation, "the standard deviation") {
        $0.isFinite && $0 > 0
      })
    guard normalization.table.allSatisfy(\.isFinite) else {
      throw DataError(
        .invalidNormalization, "the mean and the standard deviation", expected: "that every pixel becomes a finite number",
        found: "a standard deviation too small or a mean too large for that", remedy: "give those of pixels scaled to 0 … 1")
    }
    return with(
      train: images.train.normalized(by: normalization), test: images.test.normalized(by: normalization),
      validation: (validation as? LabelledImages)?.normalized(by: normalization))
  }

  /// The same images, those for training changed at random. Samples of another kind stay as they are: what is random about them is
  /// their source's own.
  ///
  /// - Parameter augmentation: Made for images of this shape.
  public func augmented(by augmentation: Augmentation) -> Dataset {
    guard let images else { return self }
    return with(train: images.train.augmented(by: augmentation), test: images.test, validation: validation)
  }

  /// The same data set with other samples.
  func with(train: any DataSource, test: any DataSource, validation: (any DataSource)?, reading: ImageReading? = nil) -> Dataset
  {
    Dataset(
      name: name, classNames: classNames, train: train, test: test, validation: validation, parting: parting,
      reading: reading ?? self.reading, skippedFiles: skippedFiles)
  }
}
