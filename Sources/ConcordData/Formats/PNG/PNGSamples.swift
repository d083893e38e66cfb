/// The samples of a PNG file's rows as bytes in the planes of an image.
struct PNGSamples {
  let header: PNGHeader
  private let colours: PNGColours
  /// What a sample of at most 8 bits is multiplied by, to be spread over 0 … 255.
  private let scale: Int
  /// Whether alpha is written into a plane behind the others; a pixel that is not opaque is an error otherwise.
  private let readsAlpha: Bool

  init(_ header: PNGHeader, _ colours: PNGColours, readsAlpha: Bool) {
    self.header = header
    self.readsAlpha = readsAlpha
    self.colours = colours
    scale = header.bitDepth <= 8 ? 255 / header.maximum : 0
  }

  struct TransparentPixel {
    var row: Int
    var column: Int
    /// 0 … `maximum` − 1.
    var alpha: Int
    var maximum: Int
  }

  /// Writes a row of a pass.
  ///
  /// - Parameters:
  ///   - bytes: the row, its filter undone.
  ///   - planes: C × H × W bytes, and H × W of alpha where that is read.
  /// - Returns: the first pixel that is not opaque; nil where all are.
  func write(
    _ bytes: UnsafePointer<UInt8>, _ pass: PNGPass, row: Int, into planes: UnsafeMutableBufferPointer<UInt8>
  ) -> TransparentPixel? {
    let line = pass.firstRow + row * pass.rowStep
    let start = line * header.width + pass.firstColumn
    let found =
      header.colourType == .palette
      ? writePalette(bytes, pass, start, planes) : writeSamples(bytes, pass, start, planes)
    guard let found else { return nil }
    return TransparentPixel(
      row: line, column: pass.firstColumn + found.column * pass.columnStep, alpha: found.alpha,
      maximum: header.colourType == .palette ? 255 : header.maximum)
  }

  private func writeSamples(
    _ bytes: UnsafePointer<UInt8>, _ pass: PNGPass, _ start: Int, _ planes: UnsafeMutableBufferPointer<UInt8>
  ) -> (column: Int, alpha: Int)? {
    let plane = header.width * header.height
    let channels = header.colourType.channels
    let hasAlpha = header.colourType.hasAlpha
    let maximum = header.maximum
    var sample = 0
    var target = start
    for column in 0..<pass.columns {
      var isTransparent = colours.transparent != nil
      for channel in 0..<channels {
        let value = self.sample(sample, of: bytes)
        planes[channel &* plane &+ target] = byte(value)
        if isTransparent { isTransparent = colours.transparent?[channel] == value }
        sample &+= 1
      }
      var alpha = isTransparent ? 0 : maximum
      if hasAlpha {
        alpha = self.sample(sample, of: bytes)
        sample &+= 1
      }
      if readsAlpha {
        planes[channels &* plane &+ target] = byte(alpha)
      } else if alpha != maximum {
        return (column, alpha)
      }
      target &+= pass.columnStep
    }
    return nil
  }

  private func writePalette(
    _ bytes: UnsafePointer<UInt8>, _ pass: PNGPass, _ start: Int, _ planes: UnsafeMutableBufferPointer<UInt8>
  ) -> (column: Int, alpha: Int)? {
    let plane = header.width * header.height
    var target = start
    for column in 0..<pass.columns {
      let entry = sample(column, of: bytes)
      let alpha = entry < colours.paletteAlpha.count ? colours.paletteAlpha[entry] : 255
      if readsAlpha {
        planes[3 &* plane &+ target] = alpha
      } else if alpha != 255 {
        return (column, Int(alpha))
      }
      for channel in 0..<3 {
        let place = 3 &* entry &+ channel
        planes[channel &* plane &+ target] = place < colours.palette.count ? colours.palette[place] : 0
      }
      target &+= pass.columnStep
    }
    return nil
  }

  /// Sample number `place` of a row; the first of a byte is in its high bits.
  @inline(__always)
  private func sample(_ place: Int, of bytes: UnsafePointer<UInt8>) -> Int {
    switch header.bitDepth {
    case 8: return Int(bytes[place])
    case 16: return Int(bytes[2 &* place]) &<< 8 | Int(bytes[2 &* place &+ 1])
    default:
      let bit = place &* header.bitDepth
      return Int(bytes[bit &>> 3]) &>> (8 &- header.bitDepth &- bit & 7) & header.maximum
    }
  }

  /// v / 257 for 16 bits, rounded to nearest: never half-way, because 257 is odd.
  @inline(__always)
  private func byte(_ sample: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: header.bitDepth == 16 ? (sample &+ 128) / 257 : sample &* scale)
  }

  func transparency(at pixel: TransparentPixel, _ path: String) -> DataError {
    DataError(
      .malformed, path, expected: "opaque pixels",
      found: "alpha \(pixel.alpha) of \(pixel.maximum) in column \(pixel.column) of row \(pixel.row)",
      remedy: "name what is to show through, as with --background 255,255,255, or save it without an alpha channel")
  }
}
