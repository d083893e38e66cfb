/// What the channels of an image are, whatever its file has.
public enum ColourMode: String, Sendable, Hashable, Codable, CaseIterable {
  /// Three channels: red, green, blue.
  case rgb
  /// One channel: luma, as ITU-R 601 weighs the colours.
  case grey
  /// Three channels: hue, saturation, value.
  case hsv
  /// Three channels: luma and two colour differences, as JPEG has them.
  case ycbcr

  /// Channels of an image.
  public var channels: Int { self == .grey ? 1 : 3 }

  /// A picture in grey or in red, green and blue, in this mode: the bytes that Pillow's `convert` gives.
  func converted(_ picture: Picture) -> Picture {
    if picture.channels == self.channels, self == .grey || self == .rgb { return picture }
    let colour = picture.channels == 1 ? picture.planes + picture.planes + picture.planes : picture.planes
    if self == .rgb { return Picture(height: picture.height, width: picture.width, planes: colour, alpha: picture.alpha) }
    let (count, channels) = (picture.height * picture.width, self.channels)
    let planes = [UInt8](unsafeUninitializedCapacity: channels * count) { output, written in
      colour.withUnsafeBufferPointer { input in
        switch self {
        case .rgb: break
        case .grey:
          for pixel in 0..<count { output[pixel] = Self.grey(input[pixel], input[count &+ pixel], input[2 &* count &+ pixel]) }
        case .hsv, .ycbcr:
          for pixel in 0..<count {
            let (red, green, blue) = (input[pixel], input[count &+ pixel], input[2 &* count &+ pixel])
            let converted = self == .hsv ? Self.hsv(red, green, blue) : Self.ycbcr(red, green, blue)
            (output[pixel], output[count &+ pixel], output[2 &* count &+ pixel]) = converted
          }
        }
      }
      written = channels * count
    }
    return Picture(height: picture.height, width: picture.width, planes: planes, alpha: picture.alpha)
  }

  /// ITU-R BT.601's luma, 0.299 R + 0.587 G + 0.114 B, in 65536ths, rounded.
  static func grey(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: (Int(red) &* 19595 &+ Int(green) &* 38470 &+ Int(blue) &* 7471 &+ 0x8000) &>> 16)
  }

  /// JFIF's YCbCr in 64ths: each of the nine products is rounded by itself (+½, then towards 0), the sums are rounded down.
  static func ycbcr(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> (UInt8, UInt8, UInt8) {
    func sum(_ factors: (Int, Int, Int)) -> Int {
      func term(_ factor: Int, _ value: UInt8) -> Int { (factor &* 64 &* Int(value) &+ 50_000) / 100_000 }
      return (term(factors.0, red) &+ term(factors.1, green) &+ term(factors.2, blue)) &>> 6
    }
    return (
      UInt8(truncatingIfNeeded: sum((29_900, 58_700, 11_400))),
      UInt8(truncatingIfNeeded: sum((-16_874, -33_126, 50_000)) &+ 128),
      UInt8(truncatingIfNeeded: sum((50_000, -41_869, -8_131)) &+ 128)
    )
  }

  /// Hue, saturation and value, 255 for a whole turn and for full: quotients in binary32, sums with constants and products with 255 in
  /// binary64, rounded down at the end.
  static func hsv(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> (UInt8, UInt8, UInt8) {
    let (most, least) = (max(red, green, blue), min(red, green, blue))
    guard most > least else { return (0, 0, most) }
    let range = Float(most - least)
    func distance(_ channel: UInt8) -> Float { Float(most - channel) / range }
    let (fromRed, fromGreen, fromBlue) = (distance(red), distance(green), distance(blue))
    let sixths: Float =
      most == red
      ? fromBlue - fromGreen
      : most == green
        ? Float(2 + Double(fromRed) - Double(fromBlue)) : Float(4 + Double(fromGreen) - Double(fromRed))
    let turns = Double(sixths) / 6 + 1
    let hue = Float(turns - turns.rounded(.towardZero))
    return (UInt8(Double(hue) * 255), UInt8(Double(range / Float(most)) * 255), most)
  }
}
