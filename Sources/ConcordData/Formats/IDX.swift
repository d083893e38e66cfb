/// The IDX format of the MNIST files: two zero bytes, the type of the elements, the number of dimensions, each dimension as
/// 32 bits with the high byte first, then the elements, the last dimension fastest.
///
/// Files of unsigned bytes are read, plain or gzip. Every field of the header is checked against what must be there and
/// against the length of the file.
enum IDX {
  struct Contents {
    var dimensions: [Int]
    var bytes: [UInt8]
  }

  enum Kind: Int {
    case labels = 1
    case images = 3
  }

  /// Reads a file of images, with dimensions [N, H, W], or of labels, with [N].
  static func read(_ kind: Kind, at path: String) throws(DataError) -> Contents {
    var file = try SourceFile(path: path)
    func malformed(_ expected: String, _ found: String, _ remedy: String = "fetch the file again") -> DataError {
      DataError(.malformed, path, expected: expected, found: found, remedy: remedy)
    }

    let magic = try file.bytes(upTo: 4)
    guard magic == [0, 0, 0x08, UInt8(kind.rawValue)] else {
      throw malformed(
        "an IDX file of \(kind) (\(hexadecimal([0, 0, 0x08, UInt8(kind.rawValue)])))", describe(magic),
        "check that the file is what its name says")
    }
    let header = try file.bytes(upTo: 4 * kind.rawValue)
    guard header.count == 4 * kind.rawValue else {
      throw malformed("a header of \(4 + 4 * kind.rawValue) bytes", "\(4 + header.count) bytes")
    }
    let dimensions = (0..<kind.rawValue).map { dimension in
      header[(4 * dimension)..<(4 * dimension + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    let shape = dimensions.map(String.init).joined(separator: " × ")
    var byteCount = 1
    for dimension in dimensions {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow else { throw malformed("dimensions that a file can have", shape) }
      byteCount = product
    }

    let headerCount = 4 + header.count
    let promise = "\(headerCount) + \(shape) bytes, as the header says"
    if !file.isCompressed, file.storedByteCount - headerCount != byteCount {
      throw malformed(promise, "\(file.storedByteCount)")
    }
    let bytes = try file.bytes(upTo: byteCount)
    guard bytes.count == byteCount else { throw malformed(promise, "\(headerCount + bytes.count)") }
    guard try file.bytes(upTo: 1).isEmpty else { throw malformed(promise, "more") }
    return Contents(dimensions: dimensions, bytes: bytes)
  }

  private static let elementTypes: [UInt8: String] = [
    0x08: "unsigned bytes", 0x09: "signed bytes", 0x0b: "16-bit integers", 0x0c: "32-bit integers", 0x0d: "binary32 numbers",
    0x0e: "binary64 numbers",
  ]

  private static func describe(_ magic: [UInt8]) -> String {
    guard magic.count == 4, magic[0] == 0, magic[1] == 0, let type = elementTypes[magic[2]] else {
      return "no IDX file (\(hexadecimal(magic)))"
    }
    if magic[2] == 0x08, let kind = Kind(rawValue: Int(magic[3])) { return "one of \(kind) (\(hexadecimal(magic)))" }
    return "one of \(type) in \(magic[3]) dimensions (\(hexadecimal(magic)))"
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
