/// A folder of PNG files as a data set: one folder a class, named as the class is.
///
/// Classes and files are in the bytewise order of their names, which is the same on every machine. All images have one size, and
/// are all grey or all in colour. Mean and standard deviation 0.5 map the pixels of each channel to −1 … 1.
enum ImageFolder {
  /// Whether the name of a data set is the path of a folder: it has a `/`.
  static func isMeant(by name: String) -> Bool { name.utf8.contains(UInt8(ascii: "/")) }

  /// - Throws: `notFound`, `inaccessible` or `malformed`, with the path of the file or folder at fault.
  static func load(_ path: String) throws(DataError) -> Dataset {
    let files = try ImageFolderFiles(path)
    let first = files.first
    let shape = try PNGHeader.read(at: first).imageShape
    let count = files.train.count + files.test.count
    let byteCount = count * shape.reduce(1, *)
    guard byteCount <= PixelMemory.byteLimit else {
      throw DataError(
        .malformed, path, expected: "at most \(PixelMemory.byteLimit) bytes of pixels, which all stay in memory",
        found: "\(count) images of \(PNG.describe(shape)), \(byteCount) bytes", remedy: "scale the images down")
    }
    try PixelMemory.require(byteCount, for: path)
    let halves = [Float](repeating: 0.5, count: shape[0])
    let normalization = Normalization(mean: halves, standardDeviation: halves)
    func part(_ files: [ImageFolderFiles.File]) throws(DataError) -> DatasetPart {
      let byteCount = files.count * shape.reduce(1, *)
      try PixelMemory.require(byteCount, for: path)
      var pixels: [UInt8] = []
      pixels.reserveCapacity(byteCount)
      for file in files { pixels += try PNG.read(at: file.path, expecting: (shape, first)) }
      return DatasetPart(
        imageShape: shape, pixels: pixels, labels: files.map(\.label), normalization: normalization)
    }
    return Dataset(
      name: path, classNames: files.classNames, train: try part(files.train), test: try part(files.test),
      parting: files.parting)
  }

  /// The shape that the first image's header says, without reading the pixels of any.
  static func shape(of path: String) throws(DataError) -> DatasetShape {
    let files = try ImageFolderFiles(path)
    return DatasetShape(imageShape: try PNGHeader.read(at: files.first).imageShape, classCount: files.classNames.count)
  }
}
