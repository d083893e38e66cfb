/// The IDX format of the MNIST files: two zero bytes, the type of the elements, the number of dimensions, each dimension as
/// 32 bits with the high byte first, then the elements, the last dimension fastest.
///
/// Files of unsigned bytes are read, plain or gzip. Opening one checks every field of the header against what must be there and
/// against the length of the file; the elements take memory when they are asked for.
struct IDX: ~Copyable {
  enum Kind: Int {
    case labels = 1
    case images = 3
  }

  /// [N, H, W] of images, [N] of labels.
  let dimensions: [Int]
  let byteCount: Int
  /// The lengths of header and elements, in words.
  private let promise: String
  private let headerCount: Int
  private var file: SourceFile

  var path: String { file.path }

  init(_ kind: Kind, at path: String) throws(DataError) {
    var file = try SourceFile(path: path)
    let expected: [UInt8] = [0, 0, 0x08, UInt8(kind.rawValue)]
    let magic = try file.bytes(upTo: 4)
    guard magic == expected else {
      throw DataError(
        .malformed, path, expected: "an IDX file of \(kind) (\(Self.hexadecimal(expected)))", found: Self.describe(magic),
        remedy: "check that the file is what its name says")
    }
    let header = try file.bytes(upTo: 4 * kind.rawValue)
    guard header.count == 4 * kind.rawValue else {
      throw Self.malformed(path, "a header of \(4 + 4 * kind.rawValue) bytes", "\(4 + header.count) bytes")
    }
    let dimensions = (0..<kind.rawValue).map { dimension in
      header[(4 * dimension)..<(4 * dimension + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    let headerCount = 4 + header.count
    let promise = "\(headerCount) + \(dimensions.map(String.init).joined(separator: " × ")) bytes, as the header says"
    let byteCount = try Self.byteCount(dimensions, file, promise, headerCount)
    (self.dimensions, self.headerCount, self.promise, self.byteCount) = (dimensions, headerCount, promise, byteCount)
    self.file = file
  }

  /// What the dimensions come to, where the file can have it.
  private static func byteCount(
    _ dimensions: [Int], _ file: borrowing SourceFile, _ promise: String, _ headerCount: Int
  ) throws(DataError) -> Int {
    var byteCount = 1
    for dimension in dimensions {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow, product <= .max - headerCount else {
        throw malformed(
          file.path, "dimensions that a file can have", dimensions.map(String.init).joined(separator: " × "))
      }
      byteCount = product
    }
    if !file.isCompressed, file.storedByteCount - headerCount != byteCount {
      throw malformed(file.path, promise, "\(file.storedByteCount)")
    }
    guard headerCount + byteCount <= file.contentLimit else { throw file.tooLarge(promise) }
    guard !file.isCompressed || byteCount <= PixelMemory.compressedLimit else {
      throw malformed(
        file.path, "at most \(PixelMemory.compressedLimit) bytes in a compressed file, which all stay in memory", promise)
    }
    return byteCount
  }

  /// Reads the elements, which end where the file does.
  mutating func bytes() throws(DataError) -> [UInt8] {
    try PixelMemory.require(byteCount, for: path)
    let bytes = try file.bytes(upTo: byteCount)
    guard bytes.count == byteCount else { throw Self.malformed(path, promise, "\(headerCount + bytes.count)") }
    guard try file.bytes(upTo: 1).isEmpty else { throw Self.malformed(path, promise, "more") }
    return bytes
  }

  /// Whether the elements can be read from anywhere in the file.
  var isCompressed: Bool { file.isCompressed }

  /// The file, for its elements to be read image by image as they are asked for.
  consuming func rows() -> ImageRows {
    let (first, count, distance) = (headerCount, dimensions[0], dimensions[1...].reduce(1, *))
    return ImageRows(file.stored(), first: first, distance: distance, count: count)
  }

  private static func malformed(_ path: String, _ expected: String, _ found: String) -> DataError {
    DataError(.malformed, path, expected: expected, found: found, remedy: "fetch the file again")
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
