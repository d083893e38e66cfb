/// Files of rows, each a label byte and then the pixels of one image: the binary version of CIFAR-10, plain or gzip.
///
/// Such a file has no header. So each is read twice: once to count its rows and to check their labels, which takes no memory, and
/// once, when all are found whole, into memory of the right size.
struct LabelledRows {
  let pixelsPerRow: Int
  let classCount: Int

  /// More than this is no file of small images.
  private static let byteLimit = 1 << 30

  private var rowBytes: Int { 1 + pixelsPerRow }

  /// The rows of several files, one after another.
  func read(_ paths: [String]) throws(DataError) -> (pixels: [UInt8], labels: [Int32]) {
    var count = 0
    for path in paths { count += try scan(path) { _, _ in } }
    try PixelMemory.require(count * (pixelsPerRow + MemoryLayout<Int32>.size), for: paths.first ?? "")
    var pixels: [UInt8] = []
    var labels: [Int32] = []
    pixels.reserveCapacity(count * pixelsPerRow)
    labels.reserveCapacity(count)
    for path in paths {
      _ = try scan(path) { label, image in
        labels.append(Int32(label))
        pixels.append(contentsOf: image)
      }
    }
    return (pixels, labels)
  }

  /// Goes through the rows of a file; their number.
  ///
  /// - Parameter row: is given each row's label, found to be one, and its pixels.
  private func scan(_ path: String, _ row: (UInt8, ArraySlice<UInt8>) -> Void) throws(DataError) -> Int {
    var file = try SourceFile(path: path)
    // A length that is known is checked before anything is read.
    if !file.isCompressed { try check(byteCount: file.storedByteCount, path) }
    var (count, byteCount) = (0, 0)
    while true {
      let piece = try file.bytes(upTo: 256 * rowBytes)
      byteCount += piece.count
      guard byteCount <= Self.byteLimit else { throw malformed(path, "\(Self.byteLimit) bytes or more") }
      for start in stride(from: 0, through: piece.count - rowBytes, by: rowBytes) {
        let label = try Labels.check(piece[start], of: count, classCount: classCount, path: path)
        row(label, piece[(start + 1)..<(start + rowBytes)])
        count += 1
      }
      if piece.count < 256 * rowBytes { break }
    }
    try check(byteCount: byteCount, path)
    return count
  }

  private func check(byteCount: Int, _ path: String) throws(DataError) {
    guard byteCount > 0, byteCount.isMultiple(of: rowBytes), byteCount <= Self.byteLimit else {
      throw malformed(
        path,
        byteCount <= Self.byteLimit
          ? "\(byteCount) bytes, that is \(byteCount / rowBytes) rows and \(byteCount % rowBytes) bytes" : "\(byteCount) bytes")
    }
  }

  private func malformed(_ path: String, _ found: String) -> DataError {
    DataError(
      .malformed, path,
      expected: "whole rows of \(rowBytes) bytes, a label and \(pixelsPerRow) pixels, and at most \(Self.byteLimit) bytes",
      found: found, remedy: "fetch the file again, and check that it is of CIFAR-10: CIFAR-100 has rows of two labels")
  }
}
