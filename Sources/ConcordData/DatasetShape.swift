/// What the images of a data set are like, known without reading them.
public struct DatasetShape: Sendable, Hashable {
  /// [C, H, W].
  public let imageShape: [Int]
  public let classCount: Int
}

extension DatasetCatalog {
  /// - Throws: `unknownDataset`.
  public static func shape(of name: String) throws(DataError) -> DatasetShape {
    switch name {
    case "digits": return DatasetShape(imageShape: [1, 8, 8], classCount: 10)
    case "mnist": return DatasetShape(imageShape: [1, 28, 28], classCount: 10)
    case "cifar10": return DatasetShape(imageShape: [3, 32, 32], classCount: 10)
    default: throw unknown(name)
    }
  }
}
