import CPng

/// PNG files, decoded by libpng.
///
/// What counts is the samples that a file stores: colour profiles and gamma are passed over, as most trainers do, so that no
/// rounding of a colour conversion stands between the file and the network. Samples of 16 bits become bytes, v / 257 rounded to
/// nearest; grey samples of fewer than 8 bits are spread over 0 … 255; palettes are looked up, which makes colour of them
/// (black beyond a palette's end). Images may be interlaced. An alpha channel (or `tRNS`) is dropped where every pixel is opaque;
/// otherwise the file is refused, because the colour under a transparent pixel is anybody's.
///
/// A file is trusted with nothing: the header is held to limits and to what the caller expects before the image gets memory, and
/// the checksum of every chunk is compared. libpng's simplified interface reports errors as values and never jumps through
/// Swift's frames.
enum PNG {
  /// Reads an image as C × H × W bytes.
  ///
  /// - Parameter shape: [C, H, W] that it must have, with the path of the image that set it; nil where any will do.
  /// - Throws: `malformed`, `notFound`, `inaccessible`, with the path.
  static func read(at path: String, expecting shape: (imageShape: [Int], path: String)? = nil) throws(DataError) -> [UInt8] {
    let chunks = try PNGChunks(path: path)
    let found = chunks.header.imageShape
    if let shape, shape.imageShape != found {
      throw DataError(
        .malformed, path, expected: "\(describe(shape.imageShape)), as '\(shape.path)' has", found: describe(found),
        remedy: "convert all images of the folder to one size, and to grey or to colour")
    }
    return try decode(chunks)
  }

  static func describe(_ imageShape: [Int]) -> String {
    "\(imageShape[2]) × \(imageShape[1]) pixels in \(imageShape[0] == 1 ? "grey" : "colour")"
  }

  private static func decode(_ chunks: PNGChunks) throws(DataError) -> [UInt8] {
    let imageShape = chunks.header.imageShape
    let (channels, pixelCount) = (imageShape[0], imageShape[1] * imageShape[2])
    // libpng keeps the addresses of both, so they stay where they are.
    let image = UnsafeMutablePointer<png_image>.allocate(capacity: 1)
    image.initialize(to: png_image())
    image.pointee.version = png_uint_32(PNG_IMAGE_VERSION)
    defer {
      png_image_free(image)
      image.deallocate()
    }
    var samples: [UInt8] = []
    var hasAlpha = false
    let isRead = chunks.essence.withUnsafeBytes { bytes in
      guard png_image_begin_read_from_memory(image, bytes.baseAddress, bytes.count) != 0 else { return false }
      hasAlpha = image.pointee.format & UInt32(PNG_FORMAT_FLAG_ALPHA) != 0
      image.pointee.format = UInt32(channels == 1 ? 0 : PNG_FORMAT_FLAG_COLOR) | UInt32(hasAlpha ? PNG_FORMAT_FLAG_ALPHA : 0)
      // Otherwise 16-bit samples would be taken for linear light and converted.
      image.pointee.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
      samples = [UInt8](repeating: 0, count: pixelCount * (channels + (hasAlpha ? 1 : 0)))
      return samples.withUnsafeMutableBytes { png_image_finish_read(image, nil, $0.baseAddress, 0, nil) != 0 }
    }
    // A warning means that some of the file was not used as it stands.
    guard isRead, image.pointee.warning_or_error == 0 else {
      let message = withUnsafeBytes(of: image.pointee.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      throw DataError(
        .malformed, chunks.path, expected: "a whole PNG image", found: "a damaged one (libpng: \(message))",
        remedy: "replace the file")
    }
    if hasAlpha {
      try chunks.refuseTransparency(of: samples, channels: channels)
      samples = samples.indices.filter { $0 % (channels + 1) != channels }.map { samples[$0] }
    }
    return channelPlanes(ofInterleaved: samples, channels: channels)
  }
}

extension PNGChunks {
  /// - Parameter samples: `channels` + 1 bytes a pixel, the last of them its alpha.
  fileprivate func refuseTransparency(of samples: [UInt8], channels: Int) throws(DataError) {
    guard let place = stride(from: channels, to: samples.count, by: channels + 1).first(where: { samples[$0] != 255 })
    else { return }
    let pixel = place / (channels + 1)
    throw DataError(
      .malformed, path, expected: "opaque pixels",
      found: "alpha \(samples[place]) of 255 in column \(pixel % header.width) of row \(pixel / header.width)",
      remedy: "put the image on a background and save it without an alpha channel")
  }
}
