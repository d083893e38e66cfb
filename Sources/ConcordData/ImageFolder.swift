import ConcordKit

/// A folder of PNG and JPEG files as a data set: one folder a class, named as the class is.
///
/// Classes and files are in the bytewise order of their names, which is the same on every machine. Mean and standard deviation 0.5 map
/// the pixels of each channel to −1 … 1.
enum ImageFolder {
  /// Whether the name of a data set is the path of a folder: it has a `/`.
  static func isMeant(by name: String) -> Bool { name.utf8.contains(UInt8(ascii: "/")) }

  /// The images are decoded now, where all of them take no more than `imageMemory` bytes; else the headers of all are read now, and
  /// an image is decoded each time that it is asked for.
  ///
  /// - Throws: `notFound`, `inaccessible` or `malformed`, with the path of the file or folder at fault.
  static func load(_ path: String, _ options: DatasetOptions) throws(DataError) -> Dataset {
    var files = try ImageFolderFiles(path)
    let (shape, first) = try firstShape(files, options)
    let images = options.reading.shape(of: shape)
    let byteCount = files.all.count.multipliedSaturating(by: images.reduce(1, *))
    let staysInMemory = byteCount <= options.imageMemory
    if staysInMemory { try PixelMemory.require(byteCount, for: path) }
    var bad: Set<String> = []
    func read(_ part: [ImageFolderFiles.File]) throws(DataError) -> [UInt8]? {
      let source = ReadImages(PictureFiles(files: part), options.reading, imageShape: images, origin: first)
      let (pixels, failures) = staysInMemory ? source.decoded() : (nil, source.tried(wholly: options.skipsBadFiles))
      if !options.skipsBadFiles, let failure = failures.min(by: { $0.key < $1.key }) { throw failure.value }
      bad.formUnion(failures.keys.map { part[$0].path })
      guard let pixels, !failures.isEmpty else { return pixels }
      let count = images.reduce(1, *)
      return part.indices.flatMap { failures[$0] == nil ? Array(pixels[($0 * count)..<(($0 + 1) * count)]) : [] }
    }
    let pixels = (train: try read(files.train), test: try read(files.test), validation: try read(files.validation))
    if !bad.isEmpty { try files.remove(bad, path) }
    let halves = [Float](repeating: 0.5, count: images[0])
    let normalization = Normalization(mean: halves, standardDeviation: halves)
    func part(_ files: [ImageFolderFiles.File], _ pixels: [UInt8]?) -> LabelledImages {
      let read = ReadImages(PictureFiles(files: files), options.reading, imageShape: images, origin: first)
      guard let pixels else { return LabelledImages(read, normalization: normalization) }
      return LabelledImages(
        StoredImages(imageShape: images, pixels: pixels, labels: read.labels, whole: options.reading.size == nil ? nil : read),
        normalization: normalization)
    }
    return Dataset(
      name: path, classNames: files.classNames, train: part(files.train, pixels.train), test: part(files.test, pixels.test),
      validation: files.validation.isEmpty ? nil : part(files.validation, pixels.validation), parting: files.parting,
      reading: options.reading, skippedFiles: bad.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  /// The shape that the first image's header says, without reading the pixels of any.
  static func shape(of path: String, _ options: DatasetOptions) throws(DataError) -> DatasetShape {
    let files = try ImageFolderFiles(path)
    let (shape, _) = try firstShape(files, options)
    return DatasetShape(imageShape: options.reading.shape(of: shape), classCount: files.classNames.count)
  }

  /// [C, H, W] of the first file, of those that may be left out the first that can be read.
  private static func firstShape(
    _ files: ImageFolderFiles, _ options: DatasetOptions
  ) throws(DataError) -> (shape: [Int], path: String) {
    guard options.skipsBadFiles else { return (try PictureFile.shape(at: files.train[0].path), files.train[0].path) }
    for file in files.train {
      if let picture = try? PictureFile.read(at: file.path, keepsAlpha: options.reading.background != nil) {
        return (picture.shape, file.path)
      }
    }
    return (try PictureFile.shape(at: files.train[0].path), files.train[0].path)
  }
}
