/// What the first chunk of a PNG file says (11.2.1).
struct PNGHeader {
  /// The colour types of the standard. Bits of the number: palette, colour, alpha.
  enum ColourType: UInt8 {
    case grey = 0
    case colour = 2
    case palette = 3
    case greyAlpha = 4
    case colourAlpha = 6

    var bitDepths: [Int] {
      switch self {
      case .grey: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .colour, .greyAlpha, .colourAlpha: [8, 16]
      }
    }

    var samplesPerPixel: Int {
      switch self {
      case .grey, .palette: 1
      case .greyAlpha: 2
      case .colour: 3
      case .colourAlpha: 4
      }
    }

    var hasAlpha: Bool { self == .greyAlpha || self == .colourAlpha }

    /// Channels of what is read: one for grey, three for colour, alpha not counted.
    var channels: Int { self == .grey || self == .greyAlpha ? 1 : 3 }
  }

  let width: Int
  let height: Int
  let bitDepth: Int
  let colourType: ColourType
  let isInterlaced: Bool

  /// [C, H, W] of what is read.
  var imageShape: [Int] { [colourType.channels, height, width] }

  /// The largest sample.
  var maximum: Int { 1 << bitDepth - 1 }

  /// Bytes of so many pixels of a row, without its filter type.
  func byteCount(columns: Int) -> Int { (columns * colourType.samplesPerPixel * bitDepth + 7) / 8 }

  /// Bytes from the start of a file to the end of its header.
  static let endOffset = 33

  /// - Parameter chunks: a file of which nothing is read yet.
  init(from chunks: inout PNGChunks) throws(DataError) {
    let first = try chunks.next()
    guard first.type == "IHDR", first.length == 13 else {
      throw chunks.malformed("the chunk IHDR of 13 bytes at the start", "\(first.type) of \(first.length)")
    }
    let bytes = try chunks.data()
    width = PNGChunks.number(bytes[0..<4])
    height = PNGChunks.number(bytes[4..<8])
    bitDepth = Int(bytes[8])
    guard let colourType = ColourType(rawValue: bytes[9]) else {
      throw chunks.malformed("colour type 0, 2, 3, 4 or 6", "\(bytes[9])")
    }
    self.colourType = colourType
    guard colourType.bitDepths.contains(bitDepth) else {
      let depths = colourType.bitDepths.map(String.init).joined(separator: ", ")
      throw chunks.malformed("a bit depth of \(depths) for colour type \(colourType.rawValue)", "\(bitDepth)")
    }
    for (place, name) in [(10, "compression"), (11, "filter")] where bytes[place] != 0 {
      throw chunks.malformed("\(name) method 0", "\(bytes[place])")
    }
    guard bytes[12] <= 1 else { throw chunks.malformed("interlace method 0 or 1", "\(bytes[12])") }
    isInterlaced = bytes[12] == 1
    // Each by itself first, so that the product cannot overflow.
    let limits = 1...Picture.pixelLimit
    guard limits.contains(width), limits.contains(height), width * height <= Picture.pixelLimit else {
      throw Picture.refused(width: width, height: height, chunks.path)
    }
  }

  /// Reads the header and nothing else.
  ///
  /// - Parameter file: One that begins as a PNG file.
  static func read(_ file: consuming OpenFile) throws(DataError) -> PNGHeader {
    var chunks = try PNGChunks(file)
    return try PNGHeader(from: &chunks)
  }
}
