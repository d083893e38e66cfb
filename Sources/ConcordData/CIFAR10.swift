/// `cifar10`: colour images of 32 × 32 pixels in ten classes, 50,000 for training in five files and 10,000 for test in one
/// (Krizhevsky, "Learning multiple layers of features from tiny images", 2009), in their binary version.
///
/// Mean and standard deviation 0.5 map the pixels of each channel to −1 … 1.
enum CIFAR10 {
  static let imageShape = [3, 32, 32]
  static let normalization = Normalization(mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5])
  static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  static let archiveFolder = "cifar-10-batches-bin"

  /// Reads the test file and those of the five training files that are there, in `folder` or in its folder `cifar10` or
  /// `cifar-10-batches-bin`.
  static func load(from folder: String, imageMemory: Int) throws(DataError) -> Dataset {
    let search = try search(below: folder)
    let test = try search.require(["test_batch.bin"])
    var train: [String] = []
    for number in 1...5 {
      if let path = try search.find(["data_batch_\(number).bin"]) { train.append(path) }
    }
    // Where there is none, the complaint is about the first.
    if train.isEmpty { _ = try search.require(["data_batch_1.bin"]) }
    var rows = try LabelledRows.parts(
      imageShape: imageShape, classCount: classNames.count, train: train, test: [test])
    let staysInMemory = rows.train.pixelCount + rows.test.pixelCount <= imageMemory
    func part(_ rows: inout LabelledRows) throws(DataError) -> LabelledImages {
      LabelledImages(try rows.takeImages(inMemory: staysInMemory), normalization: normalization)
    }
    return Dataset(name: "cifar10", classNames: classNames, train: try part(&rows.train), test: try part(&rows.test))
  }

  static func search(below folder: String) throws(DataError) -> FileSearch {
    try FileSearch(
      dataset: "cifar10", below: folder, subfolders: ["cifar10", archiveFolder], landmark: ["test_batch.bin"])
  }
}
