/// PNG files (Portable Network Graphics, third edition), decoded here: zlib unpacks them, the rest is integers.
///
/// What counts is the samples that a file stores: colour profiles and gamma are passed over, as most trainers do, so that no
/// rounding of a colour conversion stands between the file and the network. Samples of 16 bits become bytes, v / 257 rounded to
/// nearest; grey samples of fewer than 8 bits are spread over 0 … 255; palettes are looked up, which makes colour of them
/// (black beyond a palette's end). Images may be interlaced. An alpha channel (or `tRNS`) is dropped where every pixel is opaque;
/// otherwise it is read where it is asked for, and else the file is refused, because the colour under a transparent pixel is anybody's.
///
/// A file is trusted with nothing. The header is held to limits and to what the caller expects before the image gets memory, the
/// file is read in pieces, every checksum is compared, and what the standard forbids is refused. Which files are read, and as
/// what, so depends on no library's version and leniency.
enum PNG {
  /// - Parameters:
  ///   - file: One that begins as a PNG file.
  ///   - keepsAlpha: Whether what is transparent is read, with alpha of 8 bits; refused otherwise.
  static func read(_ file: consuming OpenFile, keepsAlpha: Bool = false) throws(DataError) -> Picture {
    var chunks = try PNGChunks(file)
    let header = try PNGHeader(from: &chunks)
    let (shape, count) = (header.imageShape, header.width * header.height)
    // Of an image without an alpha channel a chunk after the header may still say what is transparent.
    let byteCount = shape.reduce(1, *) + (keepsAlpha ? count : 0)
    try PixelMemory.require(byteCount + PNGPixels.stripCount(header), for: chunks.path)
    var planes = [UInt8](repeating: 0, count: byteCount)
    let colours = try PNGColours(before: &chunks, header)
    try planes.withUnsafeMutableBufferPointer { bytes throws(DataError) in
      try PNGPixels.read(from: &chunks, header, colours, into: bytes, readsAlpha: keepsAlpha)
    }
    try chunks.requireEnd()
    guard keepsAlpha else { return Picture(height: header.height, width: header.width, planes: planes) }
    let alpha = Array(planes.suffix(count))
    planes.removeLast(count)
    let isOpaque = alpha.allSatisfy { $0 == 255 }
    return Picture(height: header.height, width: header.width, planes: planes, alpha: isOpaque ? nil : alpha)
  }
}
