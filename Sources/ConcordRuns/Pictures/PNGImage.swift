import CZlib
import ConcordFiles

/// A picture of a few kilobytes as a PNG file: eight bits a channel, grey or colour.
///
/// Source: *Portable Network Graphics (PNG) Specification*, third edition.
public struct PNGImage: Sendable, Equatable {
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int
  /// 1: grey; 3: red, green, blue.
  public let channels: Int
  /// Row-major, channels of a pixel beside each other.
  public var pixels: [UInt8]

  /// `pixels` has width × height × channels bytes, row by row from above.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(channels == 1 || channels == 3, "grey or colour")
    precondition(width > 0 && height > 0 && pixels.count == width * height * channels, "a byte for each channel of each pixel")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// An image as models take it, [C, H, W]: of one or three channels as it is, else of the first alone.
  public init(planes: ArraySlice<UInt8>, shape: [Int]) {
    precondition(shape.count == 3 && planes.count == shape.reduce(1, *), "an image is [C, H, W]")
    let (height, width) = (shape[1], shape[2])
    let channels = shape[0] == 3 ? 3 : 1
    var pixels = [UInt8](repeating: 0, count: width * height * channels)
    for channel in 0..<channels {
      for place in 0..<(width * height) {
        pixels[place * channels + channel] = planes[planes.startIndex + channel * width * height + place]
      }
    }
    self.init(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// The whole file.
  public func encoded() -> [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (1 + width * channels))
    for row in 0..<height {
      // Filter type 0: none.
      rows.append(0)
      rows += pixels[(row * width * channels)..<((row + 1) * width * channels)]
    }
    let header = Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height)) + [8, channels == 3 ? 2 : 0, 0, 0, 0]
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + Self.chunk("IHDR", header)
      + Self.chunk("IDAT", Self.compressed(rows)) + Self.chunk("IEND", [])
  }

  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(count))
    let status = compress2(&result, &count, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
    precondition(status == Z_OK, "zlib compresses what it has room and memory for")
    return Array(result.prefix(Int(count)))
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let content = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + content
      + bigEndian(UInt32(truncatingIfNeeded: crc32(0, content, uInt(content.count))))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}
