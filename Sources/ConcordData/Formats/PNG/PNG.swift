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
    let found = header.imageShape
    if let shape, shape.imageShape != found {
      throw DataError(
        .malformed, path, expected: "\(describe(shape.imageShape)), as '\(shape.path)' has", found: describe(found),
        remedy: "convert all images of the folder to one size, and to grey or to colour")
    }
    let colours = try PNGColours(before: &chunks, header)
    let planes = try PNGPixels.read(from: &chunks, header, colours)
    try chunks.requireEnd()
    return planes
  }

  static func describe(_ imageShape: [Int]) -> String {
    "\(imageShape[2]) × \(imageShape[1]) pixels in \(imageShape[0] == 1 ? "grey" : "colour")"
  }
}
