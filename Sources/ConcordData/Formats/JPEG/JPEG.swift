import CTurboJPEG

/// JPEG files, decoded by libjpeg-turbo through its TurboJPEG interface, which gives errors as values: the accurate integer transform
/// and smooth upsampling, which have the same bits on every processor. What the header says is held to limits before anything is
/// decoded; damage is refused, where others show grey; and Exif's orientation is applied.
enum JPEG {
  /// More than any picture within the limit of pixels needs.
  private static let byteLimit = 1 << 28

  /// - Parameter file: One that begins as a JPEG file.
  static func read(_ file: borrowing OpenFile) throws(DataError) -> Picture {
    let path = file.path
    guard file.byteCount <= byteLimit else {
      throw refused(path, "at most \(byteLimit) bytes", "\(file.byteCount)")
    }
    let header = try JPEGHeader(file)
    try PixelMemory.require(file.byteCount + header.byteCount, for: path)
    let bytes = try file.bytes(at: 0, count: file.byteCount)
    let samples = try decode(bytes, header, path)
    let planes =
      header.components == 4
      ? planes(ofInvertedCMYK: samples) : channelPlanes(ofInterleaved: samples, channels: header.components)
    return header.orientation.upright(Picture(height: header.height, width: header.width, planes: planes))
  }

  private static func decode(_ bytes: [UInt8], _ header: JPEGHeader, _ path: String) throws(DataError) -> [UInt8] {
    guard let decoder = tjInitDecompress() else {
      throw DataError(
        .inaccessible, path, expected: "to decode it with libjpeg-turbo", found: "that it does not start",
        remedy: "check that the installed libturbojpeg is whole, and that there is memory")
    }
    defer { tjDestroy(decoder) }
    let (width, height) = (Int32(header.width), Int32(header.height))
    var found: (width: Int32, height: Int32, sampling: Int32, colours: Int32) = (0, 0, 0, 0)
    _ = tjDecompressHeader3(
      decoder, bytes, UInt(bytes.count), &found.width, &found.height, &found.sampling, &found.colours)
    guard (found.width, found.height) == (width, height) else { throw refused(path, decoder) }
    let format = [1: TJPF_GRAY, 3: TJPF_RGB, 4: TJPF_CMYK][header.components] ?? TJPF_RGB
    var samples = [UInt8](repeating: 0, count: header.width * header.height * header.components)
    func decode(_ flags: Int32) -> Bool {
      tjDecompress2(
        decoder, bytes, UInt(bytes.count), &samples, width, 0, height, Int32(format.rawValue),
        TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS | flags) == 0
    }
    if decode(TJFLAG_STOPONWARNING) { return samples }
    // Some cameras and editors leave bytes between the last pixel and the end marker: all pixels are there.
    guard reason(decoder).hasSuffix("extraneous bytes before marker 0xd9") else { throw refused(path, decoder) }
    guard decode(0) || tjGetErrorCode(decoder) == Int32(TJERR_WARNING.rawValue) else { throw refused(path, decoder) }
    return samples
  }

  /// libjpeg-turbo's own words.
  private static func reason(_ decoder: tjhandle) -> String { String(cString: tjGetErrorStr2(decoder)) }

  private static func refused(_ path: String, _ decoder: tjhandle) -> DataError {
    refused(path, "a whole JPEG file", "a damaged one (\(reason(decoder)))")
  }

  private static func refused(_ path: String, _ expected: String, _ found: String) -> DataError {
    DataError(.malformed, path, expected: expected, found: found, remedy: "replace the file")
  }

  /// CMYK as Adobe's programs write it, which are all that do: 255 is no ink. Red is what cyan and black leave of white, and so on.
  private static func planes(ofInvertedCMYK samples: [UInt8]) -> [UInt8] {
    let count = samples.count / 4
    return [UInt8](unsafeUninitializedCapacity: 3 * count) { planes, written in
      samples.withUnsafeBufferPointer { samples in
        for channel in 0..<3 {
          for pixel in 0..<count {
            let light = Int(samples[4 &* pixel &+ 3])
            let ink = 255 &- Int(samples[4 &* pixel &+ channel])
            planes[channel &* count &+ pixel] = UInt8(truncatingIfNeeded: light &- Picture.scaled(ink, by: light))
          }
        }
      }
      written = 3 * count
    }
  }
}
