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
  public static func shape(of name: String) throws(DataError) -> DatasetShape {
    switch name {
    case "digits": return DatasetShape(imageShape: [1, 8, 8], classCount: 10)
    case "mnist": return DatasetShape(imageShape: [1, 28, 28], classCount: 10)
    case "cifar10": return DatasetShape(imageShape: [3, 32, 32], classCount: 10)
    case _ where ImageFolder.isMeant(by: name): return try ImageFolder.shape(of: name)
    default: throw unknown(name)
    }
  }
}
