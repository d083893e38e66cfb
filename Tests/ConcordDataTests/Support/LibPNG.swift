import CPngOracle

/// What libpng's classical interface makes of a PNG file: another decoder than the one under test.
struct LibPNG {
  var width: Int
  var height: Int
  /// C planes of H × W bytes without alpha, C is 1 or 3.
  var planes: [UInt8]
  /// Whether a pixel's alpha is below the most.
  var isTransparent: Bool
  /// How often libpng complained and went on.
  var warningCount: Int

  /// Nil where libpng refuses the file.
  init?(_ file: [UInt8]) {
    var image = png_oracle_image()
    guard png_oracle_read(file, file.count, &image), let samples = image.samples else { return nil }
    warningCount = Int(image.warnings)
    (width, height) = (Int(image.width), Int(image.height))
    let count = width * height
    let stride = Int(image.channels)
    let channels = stride < 3 ? 1 : 3
    planes = (0..<channels).flatMap { channel in
      (0..<count).map { UInt8((Double(samples[$0 * stride + channel]) / 257).rounded()) }
    }
    isTransparent = stride > channels && (0..<count).contains { samples[$0 * stride + channels] != .max }
    samples.deallocate()
  }
}
