import Testing

@testable import ConcordData

@Suite("PNG files")
struct PNGTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ png: PNGBytes) throws -> [UInt8] { try PNG.read(at: folder.write(png.file, to: "image.png")) }

  /// 3 × 2 pixels in colour: pixel p is (10 p, 10 p + 1, 10 p + 2).
  static let colour = PNGBytes((0..<6).flatMap { p in (0..<3).map { UInt8(10 * p + $0) } }, width: 3, height: 2, channels: 3)

  @Test("grey bytes come as they are, colours as three planes")
  func plain() throws {
    #expect(try read(PNGBytes([0, 255, 7, 8, 9, 10], width: 2, height: 3, channels: 1)) == [0, 255, 7, 8, 9, 10])
    #expect(
      try read(Self.colour) == [0, 10, 20, 30, 40, 50, 1, 11, 21, 31, 41, 51, 2, 12, 22, 32, 42, 52])
  }

  @Test("each row filter is undone")
  func filters() throws {
    // One row for each filter type, all of the row 1 3 6 10, worked out from the standard's definitions.
    var png = PNGBytes([UInt8](repeating: 0, count: 20), width: 4, height: 5, channels: 1)
    png.rows = [0, 1, 3, 6, 10] + [1, 1, 2, 3, 4] + [2, 0, 0, 0, 0] + [3, 1, 1, 2, 2] + [4, 0, 0, 0, 0]
    // Average: 1 − 0, 3 − (1 + 3) / 2, 6 − (3 + 6) / 2, 10 − (6 + 10) / 2. Paeth predicts the row above here.
    let row: [UInt8] = [1, 3, 6, 10]
    #expect(try read(png) == row + row + row + row + row)
  }

  @Test("grey of fewer bits is spread over 0 … 255, 16 bits are rounded to the nearest byte")
  func depths() throws {
    var png = PNGBytes([0, 0, 0, 0], width: 4, height: 1, channels: 1)
    (png.bitDepth, png.rows) = (1, [0, 0b1010_0000])
    #expect(try read(png) == [255, 0, 255, 0])
    (png.bitDepth, png.rows) = (2, [0, 0b0001_1011])
    #expect(try read(png) == [0, 85, 170, 255])
    (png.bitDepth, png.rows) = (4, [0, 0x01, 0x7f])
    #expect(try read(png) == [0, 17, 119, 255])
    // v / 257: 0.498, 0.502, 128 and 255.
    (png.bitDepth, png.rows) = (16, [0, 0, 128, 0, 129, 0x80, 0x80, 0xff, 0xff])
    #expect(try read(png) == [0, 1, 128, 255])
  }

  @Test("a palette is looked up and makes colour, even of greys; what is beyond its end is black")
  func palette() throws {
    var png = PNGBytes([1, 0, 2], width: 3, height: 1, channels: 1)
    png.colourType = 3
    png.extra = [("PLTE", [9, 8, 7, 50, 60, 70, 5, 5, 5])]
    #expect(try read(png) == [50, 9, 5, 60, 8, 5, 70, 7, 5])
    png.extra = [("PLTE", [9, 8, 7, 50, 60, 70])]
    #expect(try read(png) == [50, 9, 0, 60, 8, 0, 70, 7, 0])
  }

  @Test("an interlaced image is put together")
  func interlaced() throws {
    // 8 × 8 grey pixels of 8 · row + column; the passes as the standard lists them: first row and column, their steps.
    var png = PNGBytes([UInt8](repeating: 0, count: 64), width: 8, height: 8, channels: 1)
    png.interlace = 1
    let passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    png.rows = []
    for (firstRow, firstColumn, rowStep, columnStep) in passes {
      for row in stride(from: firstRow, to: 8, by: rowStep) {
        png.rows.append(0)
        for column in stride(from: firstColumn, to: 8, by: columnStep) { png.rows.append(UInt8(8 * row + column)) }
      }
    }
    #expect(try read(png) == Array(0..<64))
  }

  @Test("samples stay what they are whatever colour space and gamma the file declares")
  func colourSpace() throws {
    var png = Self.colour
    let plain = try read(png)
    png.extra = [("gAMA", PNGBytes.word(100_000)), ("sBIT", [5, 5, 5]), ("tEXt", Array("Title\u{0}x".utf8))]
    #expect(try read(png) == plain)
    png.extra = [("gAMA", PNGBytes.word(30_000)), ("iCCP", [1, 2, 3])]
    #expect(try read(png) == plain)
  }

  @Test("an opaque alpha channel is dropped, a transparent pixel refused with its place")
  func alpha() throws {
    #expect(try read(PNGBytes([1, 255, 2, 255], width: 2, height: 1, channels: 2)) == [1, 2])
    #expect(try read(PNGBytes([1, 2, 3, 255, 4, 5, 6, 255], width: 2, height: 1, channels: 4)) == [1, 4, 2, 5, 3, 6])
    expectDataError(.malformed, "image.png", "opaque", "alpha 254 of 255 in column 1 of row 2") {
      _ = try read(PNGBytes([1, 255, 2, 255, 3, 255, 4, 255, 5, 255, 6, 254], width: 2, height: 3, channels: 2))
    }
    var png = PNGBytes([7, 8], width: 2, height: 1, channels: 1)
    png.extra = [("tRNS", [0, 8])]
    expectDataError(.malformed, "alpha 0 of 255 in column 1 of row 0") { _ = try read(png) }
    png.extra = [("tRNS", [0, 9])]
    #expect(try read(png) == [7, 8])
  }

  @Test("another shape than the expected is refused with both and the file that set it")
  func shape() throws {
    let path = try folder.write(Self.colour.file, to: "image.png")
    for (shape, name) in [([3, 3, 2], "2 × 3 pixels in colour"), ([1, 2, 3], "3 × 2 pixels in grey")] {
      expectDataError(.malformed, "image.png", "\(name), as 'first.png' has", "found 3 × 2 pixels in colour") {
        let image = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 18)
        defer { image.deallocate() }
        let files = PictureFiles(files: [ImageFolderFiles.File(path: path, label: 0)])
        try ReadImages(files, .asStored, imageShape: shape, origin: "first.png").readPixels(of: 0, into: image)
      }
    }
    #expect(try PNG.read(at: path).count == 18)
  }

  @Test("the header alone tells the shape")
  func header() throws {
    let path = try folder.write(Array(Self.colour.file[..<33]), to: "image.png")
    #expect(try PictureFile.shape(at: path) == [3, 2, 3])
  }
}
