/// A file with one picture: PNG or JPEG, told by its first bytes, whatever its name.
enum PictureFile {
  /// How names of such files end, in any letters.
  static let suffixes = [".png", ".jpg", ".jpeg", ".jpe", ".jfif"]

  static func isMeant(by name: String) -> Bool {
    let name = name.lowercased().utf8
    return suffixes.contains { name.reversed().starts(with: $0.utf8.reversed()) }
  }

  private enum Format {
    case png
    case jpeg
  }

  private static func format(of file: borrowing OpenFile) throws(DataError) -> Format {
    let path = file.path
    func refused(_ found: String) -> DataError {
      DataError(
        .malformed, path, expected: "a PNG or JPEG file", found: found,
        remedy: "replace the file, or convert it to one of these")
    }
    guard file.byteCount > 0 else { throw refused("an empty file") }
    let start = try file.bytes(at: 0, count: PNGChunks.signature.count)
    if start == PNGChunks.signature { return .png }
    if start.starts(with: JPEGHeader.signature) { return .jpeg }
    throw refused("a file that does not begin as one")
  }

  /// [C, H, W] of what is read, by the file's header alone.
  static func shape(at path: String) throws(DataError) -> [Int] {
    let file = try OpenFile(path: path)
    switch try format(of: file) {
    case .png: return try PNGHeader.read(file).imageShape
    case .jpeg: return try JPEGHeader(file).imageShape
    }
  }

  /// - Parameter keepsAlpha: Whether what is transparent is read; refused otherwise.
  static func read(at path: String, keepsAlpha: Bool = false) throws(DataError) -> Picture {
    let file = try OpenFile(path: path)
    switch try format(of: file) {
    case .png: return try PNG.read(file, keepsAlpha: keepsAlpha)
    case .jpeg: return try JPEG.read(file)
    }
  }
}
