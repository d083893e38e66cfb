extension LabelledImages {
  /// Images in PNG and JPEG files, decoded as they are asked for; their labels mean nothing.
  ///
  /// - Parameters:
  ///   - files: The pictures.
  ///   - imageShape: [C, H, W] that each must have, or must get.
  ///   - origin: What that shape is from, for messages: a path.
  ///   - normalization: What makes floats of the bytes.
  ///   - reading: How images are made of pictures.
  /// - Throws: Where the header of one says another shape, or it is no image.
  public init(
    files: [String], imageShape: [Int], origin: String, normalization: Normalization, reading: ImageReading = .asStored
  ) throws(DataError) {
    let images = Self.images(files, imageShape, origin, reading)
    if let failure = images.tried(wholly: false).min(by: { $0.key < $1.key }) { throw failure.value }
    self.init(images, normalization: normalization)
  }

  private static func images(_ files: [String], _ shape: [Int], _ origin: String, _ reading: ImageReading) -> ReadImages {
    ReadImages(
      PictureFiles(files: files.map { ImageFolderFiles.File(path: $0, label: 0) }), reading, imageShape: shape, origin: origin)
  }

  /// Those of files that can be read as images of a shape, after reading all of them.
  ///
  /// - Parameters:
  ///   - files: The pictures.
  ///   - imageShape: [C, H, W] that each must have, or must get.
  ///   - reading: How images are made of pictures.
  public static func readable(
    _ files: [String], imageShape: [Int], reading: ImageReading = .asStored
  ) -> [String] {
    let failures = images(files, imageShape, "", reading).tried(wholly: true)
    return files.indices.filter { failures[$0] == nil }.map { files[$0] }
  }

  /// The PNG and JPEG files that are meant by paths: a file itself, and all in a folder and in those in it, by the bytewise order of
  /// their names. Names that begin with a dot are passed over.
  ///
  /// - Throws: Where a path leads to nothing, or a folder to no such file.
  public static func files(at paths: [String]) throws(DataError) -> [String] {
    var files: [String] = []
    for path in paths { files += try self.files(at: path, depth: 0) }
    return files
  }

  private static func files(at path: String, depth: Int) throws(DataError) -> [String] {
    guard try FileSystem.isFolder(path) else { return [path] }
    var files: [String] = []
    for name in try FileSystem.names(in: path) {
      let inner = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      // Folders that are links could lead round in a circle.
      if depth < 16, try FileSystem.isFolder(inner) {
        files += try self.files(at: inner, depth: depth + 1)
      } else if PictureFile.isMeant(by: name) {
        files.append(inner)
      }
    }
    guard depth > 0 || !files.isEmpty else {
      throw DataError(
        .notFound, path, expected: "PNG or JPEG files in it, or in the folders in it", found: "none",
        remedy: "name another folder")
    }
    return files
  }
}
