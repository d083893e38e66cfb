import CZlib

/// PNG files written by hand from the standard, without libpng.
struct PNGBytes {
  var width: UInt32
  var height: UInt32
  var bitDepth: UInt8 = 8
  var colourType: UInt8
  var interlace: UInt8 = 0
  /// Of type and data, between header and pixels.
  var extra: [(type: String, data: [UInt8])] = []
  /// The rows, each behind its filter type; packed into `IDAT` by `file`.
  var rows: [UInt8]

  /// An image of `channels` bytes a pixel: 1 grey, 2 grey with alpha, 3 colour, 4 colour with alpha.
  init(_ samples: [UInt8], width: Int, height: Int, channels: Int) {
    self.width = UInt32(width)
    self.height = UInt32(height)
    colourType = [0, 4, 2, 6][channels - 1]
    let stride = width * channels
    rows = (0..<height).flatMap { [0] + samples[($0 * stride)..<(($0 + 1) * stride)] }
  }

  static let signature: [UInt8] = [137, 80, 78, 71, 13, 10, 26, 10]

  var file: [UInt8] {
    Self.signature + Self.chunk("IHDR", header) + extra.flatMap { Self.chunk($0.type, $0.data) }
      + Self.chunk("IDAT", Self.packed(rows)) + Self.chunk("IEND", [])
  }

  var header: [UInt8] { Self.word(width) + Self.word(height) + [bitDepth, colourType, 0, 0, interlace] }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let content = Array(type.utf8) + data
    return word(UInt32(data.count)) + content + word(UInt32(crc32(0, content, UInt32(content.count))))
  }

  static func word(_ number: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }

  /// In zlib's format.
  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(UInt(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(count))
    compress(&packed, &count, bytes, UInt(bytes.count))
    return Array(packed[..<Int(count)])
  }
}
