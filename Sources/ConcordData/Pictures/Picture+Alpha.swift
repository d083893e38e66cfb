extension Picture {
  /// v · factor / 255, rounded to nearest.
  @inline(__always)
  static func scaled(_ value: Int, by factor: Int) -> Int { rounded(value &* factor) }

  /// product / 255 for products of two bytes, rounded to nearest.
  @inline(__always)
  private static func rounded(_ product: Int) -> Int {
    let sum = product &+ 128
    return (sum &>> 8 &+ sum) &>> 8
  }

  /// The picture on a background of one colour, by its alpha channel.
  ///
  /// - Parameter colour: A byte for each channel.
  func opaque(on colour: [UInt8]) -> Picture {
    guard let alpha else { return self }
    var planes = planes
    for channel in 0..<channels {
      for pixel in 0..<alpha.count {
        let (place, cover) = (channel * alpha.count + pixel, Int(alpha[pixel]))
        planes[place] = UInt8(
          truncatingIfNeeded: Self.rounded(Int(planes[place]) * cover + Int(colour[channel]) * (255 - cover)))
      }
    }
    return Picture(height: height, width: width, planes: planes)
  }

  /// - Throws: `malformed` where something shows through.
  func requireOpaque(_ path: String) throws(DataError) {
    guard let alpha, let pixel = alpha.firstIndex(where: { $0 != 255 }) else { return }
    throw DataError(
      .malformed, path, expected: "opaque pixels",
      found: "alpha \(alpha[pixel]) of 255 in column \(pixel % width) of row \(pixel / width)",
      remedy: "name what is to show through, as with --background 255,255,255, or save it without an alpha channel")
  }

  /// The most pixels of a picture, some more than cameras have: it bounds the memory that a small file can ask for.
  static let pixelLimit = 1 << 26

  static func refused(width: Int, height: Int, _ path: String) -> DataError {
    DataError(
      .malformed, path, expected: "1 to \(pixelLimit) pixels", found: "\(width) × \(height), as the header says",
      remedy: "replace the file or scale the image down")
  }
}
