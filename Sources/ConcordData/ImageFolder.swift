/// A folder of PNG files as a data set: one folder a class, named as the class is.
///
/// Classes and files are in the bytewise order of their names, which is the same on every machine. All images have one size, and
/// are all grey or all in colour. Mean and standard deviation 0.5 map the pixels of each channel to −1 … 1.
enum ImageFolder {
  /// Whether the name of a data set is the path of a folder: it has a `/`.
  static func isMeant(by name: String) -> Bool { name.utf8.contains(UInt8(ascii: "/")) }

  /// The images are decoded now, where all of them take no more than `imageMemory` bytes; else the headers of all are read now, and
  /// an image is decoded each time that it is asked for.
  ///
  /// - Throws: `notFound`, `inaccessible` or `malformed`, with the path of the file or folder at fault.
  static func load(_ path: String, imageMemory: Int) throws(DataError) -> Dataset {
    let files = try ImageFolderFiles(path)
    let first = files.first
    let shape = try PNGHeader.read(at: first).imageShape
    let byteCount = (files.train.count + files.test.count + files.validation.count).multipliedSaturating(by: shape.reduce(1, *))
    let staysInMemory = byteCount <= imageMemory
    if staysInMemory { try PixelMemory.require(byteCount, for: path) }
    func images(_ files: [ImageFolderFiles.File]) throws(DataError) -> any ImageSource {
      guard staysInMemory else {
        for file in files { try PNG.checkHeader(at: file.path, expecting: (shape, first)) }
        return PNGImages(imageShape: shape, files: files, first: first)
      }
      let byteCount = files.count * shape.reduce(1, *)
      try PixelMemory.require(byteCount, for: path)
      var pixels: [UInt8] = []
      pixels.reserveCapacity(byteCount)
      for file in files { pixels += try PNG.read(at: file.path, expecting: (shape, first)) }
      return StoredImages(imageShape: shape, pixels: pixels, labels: files.map(\.label))
    }
    let halves = [Float](repeating: 0.5, count: shape[0])
    let normalization = Normalization(mean: halves, standardDeviation: halves)
    return Dataset(
      name: path, classNames: files.classNames,
      train: LabelledImages(try images(files.train), normalization: normalization),
      test: LabelledImages(try images(files.test), normalization: normalization),
      validation: files.validation.isEmpty ? nil : LabelledImages(try images(files.validation), normalization: normalization),
      parting: files.parting)
  }

  /// The shape that the first image's header says, without reading the pixels of any.
  static func shape(of path: String) throws(DataError) -> DatasetShape {
    let files = try ImageFolderFiles(path)
    return DatasetShape(imageShape: try PNGHeader.read(at: files.first).imageShape, classCount: files.classNames.count)
  }
}
