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
    for count in 1..<file.count { try expectRefusal(Array(file[..<count])) }
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
    try expectRefusal(file([]), "they end too early")
    try expectRefusal(file([1, 2, 3, 4]), "incorrect header check")
    try expectRefusal(file(PNGBytes.packed(Array(rows.dropLast()))), "pixels for all 2 rows, found an end of them before")
    try expectRefusal(file(PNGBytes.packed(rows + [0])), "as many pixels as the header says, found more")
    for missing in 1...6 { try expectRefusal(file(packed.dropLast(missing)), "they end too early") }
    var wrong = packed
    wrong[wrong.count - 1] ^= 1
    try expectRefusal(file(wrong), "incorrect data check")
    try expectRefusal(file(packed + [0]), "nothing behind the pixels")
    try expectRefusal(file(packed + packed), "nothing behind the pixels")
    var filter = rows
    filter[10] = 5
    try expectRefusal(file(PNGBytes.packed(filter)), "a filter type from 0 to 4, found 5")
  }

  /// A file of the colour picture with other chunks than its own.
  private func file(_ chunks: (type: String, data: [UInt8])..., behind: [UInt8] = []) -> [UInt8] {
    PNGBytes.signature + chunks.flatMap { PNGBytes.chunk($0.type, $0.data) } + behind
  }

  @Test("chunks that the standard forbids, or in places where it does, are refused with their name")
  func chunks() throws {
    let header = ("IHDR", PNGTests.colour.header)
    let end = ("IEND", [UInt8]())
    let packed = PNGBytes.packed(PNGTests.colour.rows)
    let pixels = ("IDAT", packed)
    let (first, second) = (("IDAT", Array(packed[..<9])), ("IDAT", Array(packed[9...])))
    let text = ("tEXt", Array("a\0b".utf8))
    let palette = ("PLTE", [UInt8](1...6))
    let key = ("tRNS", [UInt8]([0, 9, 0, 9, 0, 9]))
    for sound in [
      file(header, pixels, end), file(header, ("IDAT", []), first, ("IDAT", []), second, ("IDAT", []), end),
      file(header, text, palette, text, key, pixels, text, end), file(header, ("abCd", [1]), pixels, ("abcd", []), end),
    ] {
      #expect(try PNG.read(at: folder.write(sound, to: "sound.png")).count == 18)
      #expect(LibPNG(sound) != nil)
    }
    try expectRefusal(file(header, end), "found the chunk IEND before any")
    try expectRefusal(file(header, first, text, second, end), "they end too early")
    try expectRefusal(file(header, pixels, text, ("IDAT", []), end), "chunks IDAT one after another", "behind another chunk")
    try expectRefusal(file(header, header, pixels, end), "one chunk IHDR, found a second one at byte 33")
    try expectRefusal(file(header, pixels, header, end), "one chunk IHDR, found a second one")
    for place in 0...1 {
      let unknown = ("NOPE", [UInt8]())
      try expectRefusal(
        place == 0 ? file(header, unknown, pixels, end) : file(header, pixels, unknown, end),
        "the critical chunks of the standard, found one called NOPE")
    }
    try expectRefusal(file(header, pixels, ("IEND", [1, 2])), "IEND without data, found 2 bytes")
    try expectRefusal(file(header, pixels, end, behind: [0]), "the end of the file after the chunk IEND, found 1 bytes more")
    try expectRefusal(file(header, pixels, end, end), "the end of the file after the chunk IEND, found 12 bytes more")
    try expectRefusal(file(header, palette, palette, pixels, end), "the chunk PLTE")
    try expectRefusal(file(header, pixels, palette, end), "the chunk PLTE that PNG allows, found one after IDAT")
    try expectRefusal(file(header, key, palette, pixels, end), "the chunk PLTE that PNG allows, found one after tRNS")
    try expectRefusal(file(header, key, key, pixels, end), "the chunk tRNS that PNG allows")
    try expectRefusal(file(header, pixels, key, end), "the chunk tRNS that PNG allows, found one after IDAT")
    try expectRefusal(file(header, ("tRNS", [0, 1]), pixels, end), "a chunk tRNS of 6 bytes, found 2")
    try expectRefusal(file(header, ("PLTE", [1, 2]), pixels, end), "1 to 256 entries of 3 bytes, found 2 bytes")
    try expectRefusal(file(header, ("PLTE", []), pixels, end), "1 to 256 entries")
    try expectRefusal(file(header, ("a1cd", []), pixels, end), "a chunk whose type is four letters")
    try expectRefusal(file(header, ("é12", []), pixels, end), "a chunk whose type is four letters")
    try expectRefusal(file(("tEXt", [UInt8](repeating: 65, count: 30))), "IHDR")
    try expectRefusal(file(("IHDR", PNGTests.colour.header + [0]), pixels, end), "the chunk IHDR of 13 bytes")
    try expectRefusal(Array("GIF89a, which is no PNG file at all, however it is called".utf8), "a file that does not begin")
  }

  @Test("a palette that is missing, longer than its depth allows or out of place, and its alpha, are refused")
  func palettes() throws {
    var png = PNGBytes([0], width: 1, height: 1, channels: 1)
    (png.colourType, png.bitDepth, png.rows) = (3, 1, [0, 0])
    try expectRefusal(png.file, "the chunk PLTE before the pixels", "none")
    png.extra = [("PLTE", [UInt8](1...9))]
    try expectRefusal(png.file, "1 to 2 entries of 3 bytes, found 9 bytes")
    png.extra = [("PLTE", [UInt8](1...6)), ("tRNS", [255, 255, 255])]
    try expectRefusal(png.file, "a chunk tRNS of 1 to 2 bytes")
    png.extra = [("PLTE", [UInt8](1...6)), ("tRNS", [])]
    try expectRefusal(png.file, "a chunk tRNS of 1 to 2 bytes")
    png.extra = [("tRNS", [255]), ("PLTE", [UInt8](1...6))]
    try expectRefusal(png.file, "tRNS", "after the palette")
    png.extra = [("PLTE", [UInt8](1...6)), ("tRNS", [255])]
    #expect(try PNG.read(at: folder.write(png.file, to: "sound.png")) == [1, 2, 3])
    var grey = PNGBytes([7], width: 1, height: 1, channels: 1)
    grey.extra = [("PLTE", [1, 2, 3])]
    try expectRefusal(grey.file, "no palette in a grey image")
    grey = PNGBytes([7, 255], width: 1, height: 1, channels: 2)
    grey.extra = [("tRNS", [0, 9])]
    try expectRefusal(grey.file, "no chunk tRNS in an image with an alpha channel")
  }

  @Test("alpha of 16 bits is opaque at 65535 alone", arguments: [0xff80, 0xfffe, 0xfeff, 0, 0xffff])
  func alpha16(alpha: Int) throws {
    var png = PNGBytes([0, 0], width: 1, height: 1, channels: 2)
    (png.bitDepth, png.rows) = (16, [0, 0x12, 0x34, UInt8(alpha >> 8), UInt8(alpha & 255)])
    guard alpha < 0xffff else {
      #expect(try PNG.read(at: folder.write(png.file, to: "sound.png")) == [0x12])
      return
    }
    try expectRefusal(png.file, "alpha \(alpha) of 65535 in column 0 of row 0")
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
    arguments: [(UInt32(0), UInt32(1)), (1, 0), (8193, 8192), (.max, .max), (1 << 31, 1), (65_536, 65_536)])
  func size(_ width: UInt32, _ height: UInt32) throws {
    var png = PNGTests.colour
    (png.width, png.height) = (width, height)
    try expectRefusal(png.file, "1 to 67108864 pixels", "\(width) × \(height)")
  }

  @Test("a header of another interlace, compression or filter method is refused")
  func methods() throws {
    for place in 10...12 {
      var header = PNGTests.colour.header
      header[place] = 9
      try expectRefusal(
        PNGBytes.signature + PNGBytes.chunk("IHDR", header) + PNGBytes.chunk("IDAT", PNGBytes.packed(PNGTests.colour.rows))
          + PNGBytes.chunk("IEND", []), "method 0", "found 9")
    }
  }

  @Test("a chunk that claims more bytes than there are takes no memory for them")
  func chunkLength() throws {
    let file = PNGTests.colour.file
    try expectRefusal(
      Array(file[..<33]) + PNGBytes.word(0xffff_ffff) + Array(file[37...]), "in the chunk IDAT that should have")
  }
}
