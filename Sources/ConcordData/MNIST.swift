/// Sets of 28 × 28 grey pixels in four IDX files: `mnist`, 60,000 handwritten digits for training and 10,000 for test (LeCun, Cortes,
/// Burges), and those that took its form. Mean 0.1307 and standard deviation 0.3081 of `mnist` are the usual ones, those of its
/// training images; the others have 0.5 and 0.5.
struct MNIST: Sendable {
  static let imageShape = [1, 28, 28]

  let name: String
  let classNames: [String]
  var normalization = Normalization(mean: [0.5], standardDeviation: [0.5])
  /// What the names of the files of a part begin with.
  var prefixes = (train: "train", test: "t10k")
  /// The folder in that of all data sets.
  var folder: String
  let content: String
  let source: String
  let licence: String

  static let all = [mnist, fashion, kuzushiji] + emnist

  static func named(_ name: String) -> MNIST? { all.first { $0.name == name } }

  private static let digits = (0...9).map(String.init)

  private static let mnist = MNIST(
    name: "mnist", classNames: digits, normalization: Normalization(mean: [0.1307], standardDeviation: [0.3081]),
    folder: "mnist", content: "handwritten digits", source: "LeCun, Cortes and Burges, from data of NIST",
    licence: "CC BY-SA 3.0, as its distributors say")

  private static let fashion = MNIST(
    name: "fashion-mnist",
    classNames: [
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ],
    folder: "fashion-mnist", content: "articles of clothing", source: "Xiao, Rasul and Vollgraf, Zalando", licence: "MIT")

  private static let kuzushiji = MNIST(
    name: "kmnist", classNames: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"], folder: "kmnist",
    content: "cursive Japanese characters", source: "ROIS-DS Center for Open Data in the Humanities", licence: "CC BY-SA 4.0")

  /// Cohen, Afshar, Tapson and van Schaik, 2017. Its images stand on their side: rows are columns, as in the files.
  private static let emnist: [MNIST] = {
    let (upper, lower) = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init), "abcdefghijklmnopqrstuvwxyz".map(String.init))
    let merged = digits + upper + "abdefghnqrt".map(String.init)
    let kinds = [
      ("balanced", merged), ("bymerge", merged), ("byclass", digits + upper + lower), ("digits", digits), ("mnist", digits),
      // Labels of letters begin with 1.
      ("letters", ["none"] + lower),
    ]
    return kinds.map { kind, classNames in
      MNIST(
        name: "emnist-\(kind)", classNames: classNames, prefixes: ("emnist-\(kind)-train", "emnist-\(kind)-test"),
        folder: "emnist", content: "handwritten letters and digits, lying on their side",
        source: "Cohen, Afshar, Tapson and van Schaik, from data of NIST", licence: "none stated; cite EMNIST, 2017")
    }
  }()

  /// Reads the four files, which are in `folder` or in the set's own folder there.
  func load(from folder: String, imageMemory: Int) throws(DataError) -> Dataset {
    let search = try search(below: folder)
    // The headers and labels of both before the pixels of either: they take next to nothing.
    let train = try Files(self, prefixes.train, search)
    let test = try Files(self, prefixes.test, search)
    let staysInMemory = train.byteCount + test.byteCount <= imageMemory
    return Dataset(
      name: name, classNames: classNames, train: try train.part(inMemory: staysInMemory),
      test: try test.part(inMemory: staysInMemory))
  }

  func search(below folder: String) throws(DataError) -> FileSearch {
    try FileSearch(
      dataset: name, below: folder, subfolders: [self.folder], landmark: Self.names(prefixes.train, .images))
  }

  /// The names that a file goes by: with a hyphen or, from some unpackers, with a dot.
  private static func names(_ prefix: String, _ kind: IDX.Kind) -> [String] {
    ["-", "."].map { "\(prefix)-\(kind)\($0)idx\(kind.rawValue)-ubyte" }
  }

  /// The two files of a part: images whose header is checked, and all labels.
  private struct Files: ~Copyable {
    private let set: MNIST
    private var images: IDX
    private let labels: [Int32]

    init(_ set: MNIST, _ prefix: String, _ search: FileSearch) throws(DataError) {
      let images = try IDX(.images, at: search.require(MNIST.names(prefix, .images)))
      var labels = try IDX(.labels, at: search.require(MNIST.names(prefix, .labels)))
      let (count, height, width) = (images.dimensions[0], images.dimensions[1], images.dimensions[2])
      guard [height, width] == MNIST.imageShape[1...] else {
        throw DataError(
          .malformed, images.path, expected: "images of 28 × 28 pixels", found: "\(height) × \(width)",
          remedy: "check that these are the files of \(set.name)")
      }
      guard labels.dimensions[0] == count else {
        throw DataError(
          .malformed, labels.path, expected: "\(count) labels, one for each image of '\(images.path)'",
          found: "\(labels.dimensions[0])", remedy: "fetch both files from the same place")
      }
      let checked = try Labels.check(
        labels.bytes(), classCount: set.classNames.count, path: labels.path,
        remedy: "put the files of \(set.name) there, or name the set that they are of")
      self.set = set
      self.labels = checked
      self.images = images
    }

    var byteCount: Int { images.byteCount }

    consuming func part(inMemory: Bool) throws(DataError) -> LabelledImages {
      if inMemory || images.isCompressed {
        return LabelledImages(
          imageShape: MNIST.imageShape, pixels: try images.bytes(), labels: labels, normalization: set.normalization)
      }
      let (labels, normalization) = (labels, set.normalization)
      return LabelledImages(
        FileImages(imageShape: MNIST.imageShape, labels: labels, files: [images.rows()]), normalization: normalization)
    }
  }
}
