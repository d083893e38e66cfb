/// Labelled images, parted into those to train on and those to test with.
public struct Dataset: Sendable {
  /// The name by which `DatasetCatalog` knows it.
  public let name: String
  /// Name of each class, in the order of the labels.
  public let classNames: [String]
  public let train: DatasetPart
  public let test: DatasetPart

  /// Labels are 0 … `classCount` − 1.
  public var classCount: Int { classNames.count }

  /// The shape [C, H, W] of every image.
  public var imageShape: [Int] { train.imageShape }

  public var normalization: Normalization { train.normalization }

  public init(name: String, classNames: [String], train: DatasetPart, test: DatasetPart) {
    precondition(train.imageShape == test.imageShape, "both parts have images of one shape")
    precondition(train.normalization == test.normalization, "both parts are normalised alike")
    self.name = name
    self.classNames = classNames
    self.train = train
    self.test = test
  }
}
