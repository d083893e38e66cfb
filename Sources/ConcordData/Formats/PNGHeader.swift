/// What the first chunk of a PNG file says (Portable Network Graphics, third edition, 11.2.1).
struct PNGHeader {
  var width: Int
  var height: Int
  /// [C, H, W]: one channel for grey, three for colour, alpha not counted.
  var imageShape: [Int]

  /// Bytes from the start of a file to the end of its header.
  static let endOffset = 33

  /// Far above the images that networks are trained on; it bounds the memory that a small file can ask for.
  static let pixelLimit = 1 << 24

  private static let bitDepths: [UInt8: [UInt8]] = [
    0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
  ]

  /// - Parameter data: the 13 bytes of the chunk.
  init(_ data: ArraySlice<UInt8>, path: String) throws(DataError) {
    func malformed(_ expected: String, _ found: String, _ remedy: String = "replace the file") -> DataError {
      DataError(.malformed, path, expected: expected, found: found, remedy: remedy)
    }
    let bytes = Array(data)
    width = PNGChunks.number(bytes[0..<4])
    height = PNGChunks.number(bytes[4..<8])
    let (bitDepth, colourType) = (bytes[8], bytes[9])
    guard let depths = Self.bitDepths[colourType] else {
      throw malformed("colour type 0, 2, 3, 4 or 6", "\(colourType)")
    }
    guard depths.contains(bitDepth) else {
      throw malformed(
        "a bit depth of \(depths.map(String.init).joined(separator: ", ")) for colour type \(colourType)", "\(bitDepth)")
    }
    // Each by itself first, so that the product cannot overflow.
    let limits = 1...Self.pixelLimit
    guard limits.contains(width), limits.contains(height), width * height <= Self.pixelLimit else {
      throw malformed(
        "1 to \(Self.pixelLimit) pixels", "\(width) × \(height), as the header says", "replace the file or scale the image down"
      )
    }
    imageShape = [colourType == 0 || colourType == 4 ? 1 : 3, height, width]
  }

  /// Reads the header of the file at `path` and nothing else.
  static func read(at path: String) throws(DataError) -> PNGHeader {
    let file = try OpenFile(path: path)
    let bytes = try PNGChunks.bytes(of: file, count: min(endOffset, file.byteCount))
    return try PNGChunks.header(bytes, path: path)
  }
}
