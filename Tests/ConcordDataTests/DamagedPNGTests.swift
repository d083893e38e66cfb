import ConcordNumerics
import Testing

@testable import ConcordData

@Suite("Damaged and hostile PNG files")
struct DamagedPNGTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func expectRefusal(
    _ bytes: [UInt8], _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let path = try folder.write(bytes, to: "image.png")
    do {
      _ = try PNG.read(at: path)
      Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
      #expect(error.code == .malformed, sourceLocation: sourceLocation)
      #expect(error.subject == path, sourceLocation: sourceLocation)
      #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
      for part in parts { #expect(error.description.contains(part), sourceLocation: sourceLocation) }
    }
  }

  @Test("every file that ends too early is refused")
  func truncated() throws {
    let file = PNGTests.colour.file
    for count in 0..<file.count { try expectRefusal(Array(file[..<count])) }
    try expectRefusal([], "an empty file")
    try expectRefusal(Array(file[..<20]), "a header of 33 bytes", "a file of 20")
    try expectRefusal(Array(file[..<45]), "its end after 45 bytes, in the chunk IDAT")
    try expectRefusal(Array(file[..<(file.count - 12)]), "before the chunk IEND")
  }

  @Test("a change of any byte is noticed")
  func flipped() throws {
    let file = PNGTests.colour.file
    for place in file.indices {
      var changed = file
      changed[place] ^= 0x10
      try expectRefusal(changed)
    }
  }

  @Test("pixels that do not unpack, are too few or have a wrong checksum are refused although every chunk is whole")
  func pixels() throws {
    func file(_ data: [UInt8]) -> [UInt8] {
      PNGBytes.signature + PNGBytes.chunk("IHDR", PNGTests.colour.header) + PNGBytes.chunk("IDAT", data)
        + PNGBytes.chunk("IEND", [])
    }
    let rows = PNGTests.colour.rows
    let packed = PNGBytes.packed(rows)
    #expect(try PNG.read(at: folder.write(file(packed), to: "sound.png")).count == 18)
    try expectRefusal(file([]), "libpng")
    try expectRefusal(file([1, 2, 3, 4]), "libpng")
    try expectRefusal(file(PNGBytes.packed(Array(rows.dropLast()))), "libpng")
    try expectRefusal(file(Array(packed.dropLast(6))), "libpng")
    var wrong = packed
    wrong[wrong.count - 1] ^= 1
    try expectRefusal(file(wrong), "libpng")
    var filter = rows
    filter[10] = 5
    try expectRefusal(file(PNGBytes.packed(filter)), "libpng")
  }

  @Test("without pixels, a palette, or with an unknown critical chunk a file is refused")
  func chunks() throws {
    let header = PNGBytes.signature + PNGBytes.chunk("IHDR", PNGTests.colour.header)
    try expectRefusal(header + PNGBytes.chunk("IEND", []), "libpng")
    var png = PNGBytes([0], width: 1, height: 1, channels: 1)
    png.colourType = 3
    try expectRefusal(png.file, "libpng")
    png = PNGTests.colour
    png.extra = [("NOPE", [])]
    try expectRefusal(png.file, "libpng")
    try expectRefusal(PNGBytes.signature + PNGBytes.chunk("tEXt", [UInt8](repeating: 65, count: 30)), "IHDR")
    try expectRefusal(Array("GIF89a, which is no PNG file at all, however it is called".utf8), "a file that does not begin")
  }

  @Test(
    "what a header cannot say is refused",
    arguments: [(UInt8(3), UInt8(0)), (0, 2), (4, 2), (16, 3), (2, 4), (4, 6), (8, 1), (8, 7), (32, 0)])
  func header(_ bitDepth: UInt8, _ colourType: UInt8) throws {
    var png = PNGTests.colour
    (png.bitDepth, png.colourType) = (bitDepth, colourType)
    try expectRefusal(png.file, [1, 7].contains(colourType) ? "colour type 0, 2, 3, 4 or 6" : "found \(bitDepth)")
  }

  @Test(
    "an image of no pixels or of more than the limit is refused before it gets memory",
    arguments: [(UInt32(0), UInt32(1)), (1, 0), (4097, 4096), (.max, .max), (1 << 31, 1), (65_536, 65_536)])
  func size(_ width: UInt32, _ height: UInt32) throws {
    var png = PNGTests.colour
    (png.width, png.height) = (width, height)
    try expectRefusal(png.file, "1 to 16777216 pixels", "\(width) × \(height)")
  }

  @Test("a header of another interlace, compression or filter method is refused")
  func methods() throws {
    for place in 10...12 {
      var header = PNGTests.colour.header
      header[place] = 9
      try expectRefusal(
        PNGBytes.signature + PNGBytes.chunk("IHDR", header) + PNGBytes.chunk("IDAT", PNGBytes.packed(PNGTests.colour.rows))
          + PNGBytes.chunk("IEND", []), "libpng")
    }
  }

  @Test("a chunk that claims more bytes than there are takes no memory for them")
  func chunkLength() throws {
    let file = PNGTests.colour.file
    try expectRefusal(
      Array(file[..<33]) + PNGBytes.word(0xffff_ffff) + Array(file[37...]), "in the chunk IDAT that should have")
  }

  @Test("whatever the chunks hold under sound checksums, a file is read in full or refused")
  func mutations() throws {
    let packed = PNGBytes.packed(PNGTests.colour.rows)
    var state = Philox(seed: 11)
    for number in 0..<400 {
      let words = state.block(SIMD4(UInt32(number), 0, 0, 0))
      state = Philox(key: SIMD2(words.x, words.y))
      // The size stays, so that what is read can be counted.
      var parts = [PNGTests.colour.header, [UInt8](repeating: 9, count: 12), [0, 1, 0, 2, 0, 3], packed]
      let part = Int(words.z % 4)
      let place = part == 0 ? 8 + Int(words.w % 5) : Int(words.w) % parts[part].count
      parts[part][place] ^= UInt8(truncatingIfNeeded: words.y | 1)
      let file =
        PNGBytes.signature + PNGBytes.chunk("IHDR", parts[0]) + PNGBytes.chunk("PLTE", parts[1])
        + PNGBytes.chunk("tRNS", parts[2]) + PNGBytes.chunk("IDAT", parts[3]) + PNGBytes.chunk("IEND", [])
      let path = try folder.write(file, to: "\(number).png")
      do {
        let channels = try PNGHeader.read(at: path).imageShape[0]
        #expect(try PNG.read(at: path).count == 6 * channels)
      } catch {
        #expect(error.code == .malformed)
      }
    }
  }
}
