/// A file in which images stand as bytes, at equal distances.
final class ImageRows: Sendable {
  let count: Int
  private let file: OpenFile
  private let first: Int
  private let distance: Int

  /// - Parameters:
  ///   - first: Where the pixels of the first image begin.
  ///   - distance: Bytes from there to those of the next.
  init(_ file: consuming OpenFile, first: Int, distance: Int, count: Int) {
    self.file = file
    self.first = first
    self.distance = distance
    self.count = count
  }

  func read(_ row: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) throws(DataError) {
    let start = first + row * distance
    let read = try file.read(into: bytes, at: start)
    guard read == bytes.count else {
      throw DataError(
        .malformed, file.path, expected: "the \(bytes.count) bytes of an image from byte \(start) on, as when it was opened",
        found: "\(read)", remedy: "leave the file alone while it is trained on")
    }
  }
}
