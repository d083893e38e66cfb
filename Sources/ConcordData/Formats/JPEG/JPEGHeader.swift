/// What a JPEG file says before its pixels (ITU-T T.81, annex B): marker segments up to the frame header.
struct JPEGHeader {
  let width: Int
  let height: Int
  /// 1 grey, 3 colour, 4 for CMYK and YCCK.
  let components: Int
  /// Whether all coefficients must be kept until the last scan is read.
  let isProgressive: Bool
  let orientation: Orientation

  /// [C, H, W] of what is read.
  var imageShape: [Int] {
    let channels = components == 1 ? 1 : 3
    return orientation.exchangesSides ? [channels, width, height] : [channels, height, width]
  }

  /// Bytes that reading takes besides the file's: samples as they are decoded, planes, turned planes, and the coefficients of a
  /// progressive file, which are of two bytes and come in blocks.
  var byteCount: Int {
    let blocks = ((width + 31) / 32) * ((height + 31) / 32) * 1024
    return width * height * (components + 2 * imageShape[0]) + (isProgressive ? 2 * components * blocks : 0)
  }

  static let signature: [UInt8] = [0xff, 0xd8, 0xff]

  /// More segments than this stand before no picture.
  private static let segmentLimit = 4096
  /// The first directory of Exif stands at its start.
  private static let exifBytes = 1 << 16

  /// - Parameter file: One that begins as a JPEG file.
  init(_ file: borrowing OpenFile) throws(DataError) {
    let path = file.path
    func malformed(_ expected: String, _ found: String) -> DataError {
      DataError(.malformed, path, expected: expected, found: found, remedy: "replace the file")
    }
    let truncated = malformed("a whole JPEG file", "its end after \(file.byteCount) bytes, before any pixels")
    var (offset, orientation) = (2, Orientation?.none)
    for _ in 0..<Self.segmentLimit {
      let head = try file.bytes(at: offset, count: 4)
      guard head.count == 4 else { throw truncated }
      guard head[0] == 0xff else { throw malformed("a marker", "another byte at byte \(offset)") }
      // Fill bytes may stand before a marker.
      if head[1] == 0xff {
        offset += 1
        continue
      }
      let length = Int(head[2]) << 8 | Int(head[3])
      switch head[1] {
      case 0xc0...0xc2:
        let frame = try file.bytes(at: offset + 4, count: 6)
        guard length >= 8, frame.count == 6 else { throw truncated }
        guard frame[0] == 8 else { throw malformed("samples of 8 bits", "\(frame[0]) bits") }
        (height, width) = (Int(frame[1]) << 8 | Int(frame[2]), Int(frame[3]) << 8 | Int(frame[4]))
        components = Int(frame[5])
        isProgressive = head[1] == 0xc2
        self.orientation = orientation ?? .upright
        guard [1, 3, 4].contains(components) else { throw malformed("1, 3 or 4 components", "\(components)") }
        guard width > 0, height > 0, width * height <= Picture.pixelLimit else {
          throw Picture.refused(width: width, height: height, path)
        }
        return
      case 0xc3, 0xc5...0xc7, 0xc9...0xcb, 0xcd...0xcf:
        throw malformed("a baseline or progressive JPEG file with Huffman codes", "process \(head[1] - 0xc0)")
      case 0xe1 where orientation == nil && length > 2:
        orientation = ExifOrientation.read(try file.bytes(at: offset + 4, count: min(length - 2, Self.exifBytes)))
      case 0xd8, 0xd9, 0xda, 0x00...0x01, 0xd0...0xd7:
        throw malformed("the frame header before any pixels", "the marker FF \(String(head[1], radix: 16, uppercase: true))")
      default: break
      }
      guard length >= 2 else { throw malformed("segments of 2 bytes or more", "\(length) at byte \(offset)") }
      offset += 2 + length
    }
    throw malformed("at most \(Self.segmentLimit) segments before the frame header", "more")
  }
}
