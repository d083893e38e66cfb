/// What the images of a data set are like, known without reading them all.
public struct DatasetShape: Sendable, Hashable {
  /// [C, H, W].
  public let imageShape: [Int]
  /// How many classes labels tell apart.
  public let classCount: Int

  /// Images of `imageShape`, [channels, height, width], in `classCount` classes.
  public init(imageShape: [Int], classCount: Int) {
    self.imageShape = imageShape
    self.classCount = classCount
  }
}

extension DatasetCatalog {
  /// - Throws: `unknownDataset`; for a folder of images also what is wrong with its folders or its first image.
  public static func shape(of name: String, options: DatasetOptions = DatasetOptions()) throws(DataError) -> DatasetShape {
    func known(_ shape: [Int], _ classCount: Int) -> DatasetShape {
      DatasetShape(imageShape: options.reading.shape(of: shape), classCount: classCount)
    }
    switch name {
    case "digits": return known(Digits.imageShape, 10)
    case "cifar10": return known(CIFAR10.imageShape, 10)
    case "cifar100": return known(CIFAR100.imageShape, 100)
    case _ where ImageFolder.isMeant(by: name): return try ImageFolder.shape(of: name, options)
    default:
      guard let set = MNIST.named(name) else { throw unknown(name) }
      return known(MNIST.imageShape, set.classNames.count)
    }
  }
}
