/// PNG files (Portable Network Graphics, third edition), decoded here: zlib unpacks them, the rest is integers.
///
/// What counts is the samples that a file stores: colour profiles and gamma are passed over, as most trainers do, so that no
/// rounding of a colour conversion stands between the file and the network. Samples of 16 bits become bytes, v / 257 rounded to
/// nearest; grey samples of fewer than 8 bits are spread over 0 … 255; palettes are looked up, which makes colour of them
/// (black beyond a palette's end). Images may be interlaced. An alpha channel (or `tRNS`) is dropped where every pixel is opaque;
/// otherwise the file is refused, because the colour under a transparent pixel is anybody's.
///
/// A file is trusted with nothing. The header is held to limits and to what the caller expects before the image gets memory, the
/// file is read in pieces, every checksum is compared, and what the standard forbids is refused. Which files are read, and as
/// what, so depends on no library's version and leniency.
enum PNG {
  /// Reads an image as C × H × W bytes.
  ///
  /// - Parameter shape: [C, H, W] that it must have, with the path of the image that set it; nil where any will do.
  static func read(
    at path: String, expecting shape: (imageShape: [Int], path: String)? = nil
  ) throws(DataError) -> [UInt8] {
    var chunks = try PNGChunks(path: path)
    let header = try PNGHeader(from: &chunks)
    try check(header, shape, path)
    let byteCount = header.imageShape.reduce(1, *)
    try PixelMemory.require(byteCount + PNGPixels.stripCount(header), for: path)
    var planes = [UInt8](repeating: 0, count: byteCount)
    try planes.withUnsafeMutableBufferPointer { planes throws(DataError) in try read(&chunks, header, into: planes) }
    return planes
  }

  /// The same, into memory that is there.
  ///
  /// - Parameter planes: receives C × H × W bytes of the expected shape.
  static func read(
    at path: String, expecting shape: (imageShape: [Int], path: String), into planes: UnsafeMutableBufferPointer<UInt8>
  ) throws(DataError) {
    var chunks = try PNGChunks(path: path)
    let header = try PNGHeader(from: &chunks)
    try check(header, shape, path)
    try PixelMemory.require(PNGPixels.stripCount(header), for: path)
    try read(&chunks, header, into: planes)
  }

  /// Reads the header alone, and holds it to a shape.
  static func checkHeader(at path: String, expecting shape: (imageShape: [Int], path: String)) throws(DataError) {
    try check(PNGHeader.read(at: path), shape, path)
  }

  private static func check(
    _ header: PNGHeader, _ shape: (imageShape: [Int], path: String)?, _ path: String
  ) throws(DataError) {
    guard let shape, shape.imageShape != header.imageShape else { return }
    throw DataError(
      .malformed, path, expected: "\(describe(shape.imageShape)), as '\(shape.path)' has",
      found: describe(header.imageShape), remedy: "convert all images of the folder to one size, and to grey or to colour")
  }

  private static func read(
    _ chunks: inout PNGChunks, _ header: PNGHeader, into planes: UnsafeMutableBufferPointer<UInt8>
  ) throws(DataError) {
    let colours = try PNGColours(before: &chunks, header)
    try PNGPixels.read(from: &chunks, header, colours, into: planes)
    try chunks.requireEnd()
  }

  static func describe(_ imageShape: [Int]) -> String {
    "\(imageShape[2]) × \(imageShape[1]) pixels in \(imageShape[0] == 1 ? "grey" : "colour")"
  }
}
