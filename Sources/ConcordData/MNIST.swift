/// `mnist`: 70,000 grey images of 28 × 28 pixels of handwritten digits, 60,000 for training and 10,000 for test (LeCun,
/// Cortes, Burges). Mean 0.1307 and standard deviation 0.3081 are the usual ones, those of the training images.
enum MNIST {
  static let imageShape = [1, 28, 28]
  static let normalization = Normalization(mean: [0.1307], standardDeviation: [0.3081])
  static let classNames = (0...9).map(String.init)

  /// Reads the four files, which are in `folder` or in its folder `mnist`.
  static func load(from folder: String) throws(DataError) -> Dataset {
    let search = try search(below: folder)
    return Dataset(
      name: "mnist", classNames: classNames,
      train: try part("train", search), test: try part("t10k", search))
  }

  static func search(below folder: String) throws(DataError) -> FileSearch {
    try FileSearch(dataset: "mnist", below: folder, subfolders: ["mnist"], landmark: names("train", .images))
  }

  /// The names that a file goes by: with a hyphen or, from some unpackers, with a dot.
  private static func names(_ prefix: String, _ kind: IDX.Kind) -> [String] {
    ["-", "."].map { "\(prefix)-\(kind)\($0)idx\(kind.rawValue)-ubyte" }
  }

  private static func part(_ prefix: String, _ search: FileSearch) throws(DataError) -> DatasetPart {
    let imagesPath = try search.require(names(prefix, .images))
    let labelsPath = try search.require(names(prefix, .labels))
    let images = try IDX.read(.images, at: imagesPath)
    let labels = try IDX.read(.labels, at: labelsPath)

    guard Array(images.dimensions[1...]) == Array(imageShape[1...]) else {
      throw DataError(
        .malformed, imagesPath, expected: "images of 28 × 28 pixels",
        found: "\(images.dimensions[1]) × \(images.dimensions[2])", remedy: "check that these are the files of MNIST")
    }
    guard images.dimensions[0] == labels.dimensions[0] else {
      throw DataError(
        .malformed, labelsPath, expected: "\(images.dimensions[0]) labels, one for each image of '\(imagesPath)'",
        found: "\(labels.dimensions[0])", remedy: "fetch both files from the same place")
    }
    return DatasetPart(
      imageShape: imageShape, pixels: images.bytes,
      labels: try Labels.check(labels.bytes, classCount: classNames.count, path: labelsPath),
      normalization: normalization)
  }
}
