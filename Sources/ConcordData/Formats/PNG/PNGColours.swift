/// What the chunks `PLTE` and `tRNS` of a PNG file say about its samples (11.2.2, 11.3.1.1).
struct PNGColours {
  /// Red, green and blue of each entry.
  private(set) var palette: [UInt8] = []
  /// Of the first entries of the palette; the others are opaque.
  private(set) var paletteAlpha: [UInt8] = []
  /// The samples of the one colour that is transparent; nil where none is.
  private(set) var transparent: [Int]?

  /// Reads on to the first chunk with pixels.
  init(before chunks: inout PNGChunks, _ header: PNGHeader) throws(DataError) {
    var hasTransparency = false
    while try chunks.next().type != "IDAT" {
      switch chunks.chunk.type {
      case "PLTE" where palette.isEmpty && !hasTransparency: palette = try Self.palette(from: &chunks, header)
      case "tRNS" where !hasTransparency:
        try readTransparency(from: &chunks, header)
        hasTransparency = true
      default: try chunks.passOver(after: hasTransparency ? "tRNS" : palette.isEmpty ? "IHDR" : "PLTE")
      }
    }
    if header.colourType == .palette, palette.isEmpty {
      throw chunks.malformed("the chunk PLTE before the pixels, which are places in a palette", "none")
    }
  }

  private static func palette(from chunks: inout PNGChunks, _ header: PNGHeader) throws(DataError) -> [UInt8] {
    guard header.colourType.channels == 3 else { throw chunks.malformed("no palette in a grey image", "the chunk PLTE") }
    // In an image of true colours a palette is advice for those who show it.
    let limit = header.colourType == .palette ? header.maximum + 1 : 256
    let length = chunks.chunk.length
    guard length.isMultiple(of: 3), (1...limit).contains(length / 3) else {
      throw chunks.malformed("a palette of 1 to \(limit) entries of 3 bytes", "\(length) bytes")
    }
    return try chunks.data()
  }

  private mutating func readTransparency(from chunks: inout PNGChunks, _ header: PNGHeader) throws(DataError) {
    let length = chunks.chunk.length
    switch header.colourType {
    case .greyAlpha, .colourAlpha:
      throw chunks.malformed("no chunk tRNS in an image with an alpha channel", "one")
    case .palette:
      guard (1...max(1, palette.count / 3)).contains(length), !palette.isEmpty else {
        throw chunks.malformed("a chunk tRNS of 1 to \(palette.count / 3) bytes, after the palette", "\(length) bytes")
      }
      paletteAlpha = try chunks.data()
    case .grey, .colour:
      let expected = 2 * header.colourType.samplesPerPixel
      guard length == expected else { throw chunks.malformed("a chunk tRNS of \(expected) bytes", "\(length)") }
      let bytes = try chunks.data()
      // Bits above the depth of the samples are to be passed over.
      transparent = stride(from: 0, to: expected, by: 2).map {
        PNGChunks.number(bytes[$0..<($0 + 2)]) & header.maximum
      }
    }
  }
}
