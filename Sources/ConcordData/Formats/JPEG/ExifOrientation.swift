/// The one field of Exif that says something about pixels. It stands in a TIFF structure: a byte order, and directories of entries of
/// 12 bytes. What is not as it should be there is passed over: the pixels are the same without it.
enum ExifOrientation {
  /// What a segment's content starts with.
  static let signature = Array("Exif\0\0".utf8)

  private static let tag = 0x0112

  /// - Parameter segment: The content of a segment APP1, or the start of it.
  static func read(_ segment: [UInt8]) -> Orientation? {
    guard segment.starts(with: signature) else { return nil }
    let tiff = segment[signature.count...]
    let isLittle: Bool
    switch Array(tiff.prefix(4)) {
    case [0x49, 0x49, 0x2a, 0]: isLittle = true
    case [0x4d, 0x4d, 0, 0x2a]: isLittle = false
    default: return nil
    }
    func number(at offset: Int, _ count: Int) -> Int? {
      guard offset >= 0, offset <= tiff.count - count else { return nil }
      let bytes = tiff[(tiff.startIndex + offset)..<(tiff.startIndex + offset + count)]
      return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(at: 4, 4), let count = number(at: directory, 2) else { return nil }
    for entry in 0..<count {
      let start = directory + 2 + 12 * entry
      guard let found = number(at: start, 2), let type = number(at: start + 2, 2), number(at: start + 4, 4) != nil else {
        return nil
      }
      guard found == tag else { continue }
      // A short number, as the standard says, or one of another width.
      let width = [1: 1, 3: 2, 4: 4][type]
      return width.flatMap { number(at: start + 8, $0) }.flatMap(Orientation.init)
    }
    return nil
  }
}
