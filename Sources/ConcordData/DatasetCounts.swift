/// How many images a data set has.
public struct DatasetCounts: Sendable, Hashable {
  /// Training samples.
  public let train: Int
  /// Test samples.
  public let test: Int

  /// So many samples of each kind.
  public init(train: Int, test: Int) {
    self.train = train
    self.test = test
  }
}

extension DatasetCatalog {
  /// Of a folder of images, by counting its files, and by reading them where some may be left out; nil for a data set that has a name.
  ///
  /// - Throws: What is wrong with its folders.
  public static func counts(ofFolder name: String, options: DatasetOptions = DatasetOptions()) throws(DataError)
    -> DatasetCounts?
  {
    guard ImageFolder.isMeant(by: name) else { return nil }
    if options.skipsBadFiles {
      let dataset = try ImageFolder.load(name, options)
      return DatasetCounts(train: dataset.train.count, test: dataset.test.count)
    }
    let files = try ImageFolderFiles(name)
    return DatasetCounts(train: files.train.count, test: files.test.count)
  }

  /// Of any data set: one with a name is read where it is on this machine, and else has what its download would bring.
  ///
  /// - Throws: `unknownDataset`; what is wrong with its files.
  public static func counts(
    of name: String, dataDirectory: String?, options: DatasetOptions = DatasetOptions()
  ) throws(DataError) -> DatasetCounts {
    if let counts = try counts(ofFolder: name, options: options) { return counts }
    do {
      let dataset = try load(name, dataDirectory: dataDirectory)
      return DatasetCounts(train: dataset.train.count, test: dataset.test.count)
    } catch  where error.code == .notFound && downloadable.contains(name) {
      return DatasetCounts(train: name == "cifar10" ? 50_000 : 60_000, test: 10_000)
    }
  }
}
