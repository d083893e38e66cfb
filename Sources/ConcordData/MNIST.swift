/// `mnist`: 70,000 grey images of 28 × 28 pixels of handwritten digits, 60,000 for training and 10,000 for test (LeCun,
/// Cortes, Burges). Mean 0.1307 and standard deviation 0.3081 are the usual ones, those of the training images.
enum MNIST {
  static let imageShape = [1, 28, 28]
  static let normalization = Normalization(mean: [0.1307], standardDeviation: [0.3081])
  static let classNames = (0...9).map(String.init)

  /// Reads the four files, which are in `folder` or in its folder `mnist`.
  static func load(from folder: String, imageMemory: Int) throws(DataError) -> Dataset {
    let search = try search(below: folder)
    // The headers and labels of both before the pixels of either: they take next to nothing.
    let train = try Files("train", search)
    let test = try Files("t10k", search)
    let staysInMemory = train.byteCount + test.byteCount <= imageMemory
    return Dataset(
      name: "mnist", classNames: classNames, train: try train.part(inMemory: staysInMemory),
      test: try test.part(inMemory: staysInMemory))
  }

  static func search(below folder: String) throws(DataError) -> FileSearch {
    try FileSearch(dataset: "mnist", below: folder, subfolders: ["mnist"], landmark: names("train", .images))
  }

  /// The names that a file goes by: with a hyphen or, from some unpackers, with a dot.
  private static func names(_ prefix: String, _ kind: IDX.Kind) -> [String] {
    ["-", "."].map { "\(prefix)-\(kind)\($0)idx\(kind.rawValue)-ubyte" }
  }

  /// The two files of a part: images whose header is checked, and all labels.
  private struct Files: ~Copyable {
    private var images: IDX
    private let labels: [Int32]

    init(_ prefix: String, _ search: FileSearch) throws(DataError) {
      let images = try IDX(.images, at: search.require(names(prefix, .images)))
      var labels = try IDX(.labels, at: search.require(names(prefix, .labels)))
      let (count, height, width) = (images.dimensions[0], images.dimensions[1], images.dimensions[2])
      guard [height, width] == imageShape[1...] else {
        throw DataError(
          .malformed, images.path, expected: "images of 28 × 28 pixels", found: "\(height) × \(width)",
          remedy: "check that these are the files of MNIST")
      }
      guard labels.dimensions[0] == count else {
        throw DataError(
          .malformed, labels.path, expected: "\(count) labels, one for each image of '\(images.path)'",
          found: "\(labels.dimensions[0])", remedy: "fetch both files from the same place")
      }
      let checked = try Labels.check(
        labels.bytes(), classCount: classNames.count, path: labels.path,
        remedy: "put the files of MNIST there; sets with more classes, as EMNIST, go into a folder of PNG files")
      self.labels = checked
      self.images = images
    }

    var byteCount: Int { images.byteCount }

    consuming func part(inMemory: Bool) throws(DataError) -> LabelledImages {
      if inMemory || images.isCompressed {
        return LabelledImages(
          imageShape: imageShape, pixels: try images.bytes(), labels: labels, normalization: normalization)
      }
      let labels = labels
      return LabelledImages(
        FileImages(imageShape: imageShape, labels: labels, files: [images.rows()]), normalization: normalization)
    }
  }
}
