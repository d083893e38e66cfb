extension LabelledImages {
  /// Images in PNG files, decoded as they are asked for; their labels mean nothing.
  ///
  /// - Parameters:
  ///   - files: The pictures.
  ///   - imageShape: [C, H, W] that each must have.
  ///   - origin: What that shape is from, for messages: a path.
  ///   - normalization: What makes floats of the bytes.
  /// - Throws: Where the header of one says another shape, or it is no PNG file.
  public init(files: [String], imageShape: [Int], origin: String, normalization: Normalization) throws(DataError) {
    for file in files { try PNG.checkHeader(at: file, expecting: (imageShape, origin)) }
    self.init(
      PNGImages(
        imageShape: imageShape, files: files.map { ImageFolderFiles.File(path: $0, label: 0) }, first: origin),
      normalization: normalization)
  }

  /// The PNG files that are meant by paths: a file itself, and all in a folder and in those in it, by the bytewise order of their
  /// names. Names that begin with a dot are passed over.
  ///
  /// - Throws: Where a path leads to nothing, or a folder to no PNG file.
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
      } else if name.lowercased().hasSuffix(".png") {
        files.append(inner)
      }
    }
    guard depth > 0 || !files.isEmpty else {
      throw DataError(
        .notFound, path, expected: "PNG files in it, or in the folders in it", found: "none", remedy: "name another folder")
    }
    return files
  }
}
