import Concord

/// Images in a batch where nobody said how many.
enum BatchSizeChoice {
  static let standard = 64

  /// The usual number, or all training images where there are fewer.
  static func standard(of trainingImages: Int) -> Int { max(1, min(standard, trainingImages)) }

  /// For a data set that has not been read: of a folder of images the files are counted.
  static func standard(of dataset: String, _ options: DatasetOptions) throws -> Int {
    try DatasetCatalog.counts(ofFolder: dataset, options: options).map { standard(of: $0.train) } ?? standard
  }

  /// What there is to say about the number that nobody chose; nil where it is the usual one.
  static func note(_ batchSize: Int) -> String? {
    batchSize == standard
      ? nil
      : "batch size: \(batchSize), all training images, which are fewer than the usual \(standard); --batch-size sets another"
  }
}
