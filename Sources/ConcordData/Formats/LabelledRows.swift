/// Files of rows, each a label byte and then the pixels of one image: the binary version of CIFAR-10, plain or gzip.
enum LabelledRows {
  /// More than this is no data set of small images; it bounds what a gzip file can unpack to.
  private static let byteLimit = 1 << 30

  static func read(
    at path: String, pixelsPerRow: Int, classCount: Int
  ) throws(DataError) -> (pixels: [UInt8], labels: [Int32]) {
    var file = try SourceFile(path: path)
    let bytes = try file.bytes(upTo: byteLimit)
    let rowBytes = 1 + pixelsPerRow
    guard !bytes.isEmpty, bytes.count < byteLimit, bytes.count.isMultiple(of: rowBytes) else {
      throw DataError(
        .malformed, path, expected: "whole rows of \(rowBytes) bytes, a label and \(pixelsPerRow) pixels",
        found: bytes.count < byteLimit
          ? "\(bytes.count) bytes, that is \(bytes.count / rowBytes) rows and \(bytes.count % rowBytes) bytes"
          : "\(byteLimit) bytes or more",
        remedy: "fetch the file again")
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(bytes.count / rowBytes * pixelsPerRow)
    var labels: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: rowBytes) {
      labels.append(bytes[start])
      pixels.append(contentsOf: bytes[(start + 1)..<(start + rowBytes)])
    }
    return (pixels, try Labels.check(labels, classCount: classCount, path: path))
  }
}
