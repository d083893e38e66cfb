/// The pixels of a PNG file: rows are unpacked, their filters undone, their samples put into the planes of the image.
enum PNGPixels {
  /// Rows that are unpacked at a time take so many bytes, so that a narrow image does not ask zlib for each of its rows.
  private static let stripBytes = 1 << 16

  /// Bytes that unpacking takes besides the image.
  static func stripCount(_ header: PNGHeader) -> Int {
    let wholeRow = 1 + header.byteCount(columns: header.width)
    return max(2 * wholeRow, wholeRow + stripBytes)
  }

  /// - Parameters:
  ///   - chunks: opened at the first chunk `IDAT`; afterwards at the first that is none.
  ///   - planes: receives C × H × W bytes, and behind them H × W of alpha where that is read.
  ///   - readsAlpha: Whether pixels may be transparent.
  static func read(
    from chunks: inout PNGChunks, _ header: PNGHeader, _ colours: PNGColours,
    into planes: UnsafeMutableBufferPointer<UInt8>, readsAlpha: Bool
  ) throws(DataError) {
    var strip = [UInt8](repeating: 0, count: stripCount(header))
    var inflater = try Inflater(path: chunks.path, format: .zlib)
    let samples = PNGSamples(header, colours, readsAlpha: readsAlpha)
    try strip.withUnsafeMutableBufferPointer { strip throws(DataError) in
      for pass in PNGPass.all(of: header) {
        try read(pass, samples, into: planes, strip, &inflater, &chunks)
      }
    }
    try finish(&inflater, &chunks)
  }

  /// - Parameter strip: receives rows, each behind its filter type, after the last one of the strip before.
  private static func read(
    _ pass: PNGPass, _ samples: PNGSamples, into planes: UnsafeMutableBufferPointer<UInt8>,
    _ strip: UnsafeMutableBufferPointer<UInt8>, _ inflater: inout Inflater, _ chunks: inout PNGChunks
  ) throws(DataError) {
    let header = samples.header
    let count = header.byteCount(columns: pass.columns)
    let distance = max(1, header.colourType.samplesPerPixel * header.bitDepth / 8)
    let stride = 1 + count
    guard let start = strip.baseAddress else { return }
    start.update(repeating: 0, count: stride)
    var row = 0
    while row < pass.rows {
      let rows = min(strip.count / stride - 1, pass.rows - row)
      let wanted = UnsafeMutableBufferPointer(start: start + stride, count: rows * stride)
      let read = try inflater.read(into: wanted) { buffer throws(DataError) in try chunks.readPixels(into: buffer) }
      guard read == wanted.count else {
        throw chunks.malformed("pixels for all \(header.height) rows", "an end of them before")
      }
      for number in 1...rows {
        let place = start + number * stride
        guard PNGFilter.undo(place[0], place + 1, above: place - stride + 1, count: count, distance: distance) else {
          throw chunks.malformed("a filter type from 0 to 4", "\(place[0])")
        }
        if let pixel = samples.write(UnsafePointer(place + 1), pass, row: row + number - 1, into: planes) {
          throw samples.transparency(at: pixel, chunks.path)
        }
      }
      start.update(from: start + rows * stride, count: stride)
      row += rows
    }
  }

  /// Behind the pixels nothing may follow but their checksum.
  private static func finish(_ inflater: inout Inflater, _ chunks: inout PNGChunks) throws(DataError) {
    var byte: UInt8 = 0
    let more = try withUnsafeMutablePointer(to: &byte) { byte throws(DataError) in
      try inflater.read(into: UnsafeMutableBufferPointer(start: byte, count: 1)) { buffer throws(DataError) in
        try chunks.readPixels(into: buffer)
      }
    }
    guard more == 0 else { throw chunks.malformed("as many pixels as the header says", "more") }
    var rest = inflater.unusedCount
    if rest == 0 {
      rest = try withUnsafeMutablePointer(to: &byte) { byte throws(DataError) in
        try chunks.readPixels(into: UnsafeMutableBufferPointer(start: byte, count: 1))
      }
    }
    guard rest == 0 else { throw chunks.malformed("nothing behind the pixels in the chunks IDAT", "some bytes") }
  }
}

extension PNGChunks {
  /// Reads the next bytes of the chunks `IDAT`, which stand one after another; 0 where they end.
  fileprivate mutating func readPixels(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int {
    while chunk.type == "IDAT" {
      let count = try read(into: buffer)
      if count > 0 { return count }
      try next()
    }
    return 0
  }
}
