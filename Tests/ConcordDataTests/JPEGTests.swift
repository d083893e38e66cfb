import Testing

@testable import ConcordData

@Suite("JPEG files")
struct JPEGTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func expectRefusal(
    _ bytes: [UInt8], _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let path = try folder.write(bytes, to: "image.jpg")
    do {
      _ = try PictureFile.read(at: path)
      Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
      #expect(error.code == .malformed && error.subject == path, sourceLocation: sourceLocation)
      #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
      for part in parts { #expect(error.description.contains(part), "\(error)", sourceLocation: sourceLocation) }
    }
  }

  /// Where the frame header's marker stands.
  private func frame(_ file: [UInt8]) throws -> Int {
    try #require(file.indices.dropLast().first { file[$0] == 0xff && (0xc0...0xc2).contains(file[$0 + 1]) })
  }

  @Test("every file that ends before its end marker is refused", arguments: ["subsampling-420", "progressive", "grey", "cmyk"])
  func truncated(name: String) throws {
    let file = try PillowFixture.jpeg(name)
    // Of the last two bytes, the end marker, only some decoders have need.
    for count in stride(from: 1, to: file.count - 2, by: 7) { try expectRefusal(Array(file[..<count])) }
    try expectRefusal(Array(file[..<200]), "a whole JPEG file")
    try expectRefusal(Array(file[..<(file.count - 40)]), "a damaged one")
  }

  @Test("a header that lies of its size, depth or process is refused before anything is decoded")
  func headers() throws {
    let file = try PillowFixture.jpeg("subsampling-444")
    let start = try frame(file)
    func changed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
      var bytes = file
      change(&bytes)
      return bytes
    }
    try expectRefusal(changed { $0[start + 4] = 12 }, "samples of 8 bits, found 12")
    try expectRefusal(
      changed { $0.replaceSubrange((start + 5)..<(start + 9), with: [0xff, 0xff, 0xff, 0xff]) }, "1 to 67108864 pixels")
    try expectRefusal(changed { $0.replaceSubrange((start + 5)..<(start + 7), with: [0, 0]) }, "1 to 67108864 pixels")
    try expectRefusal(changed { $0[start + 9] = 2 }, "1, 3 or 4 components")
    try expectRefusal(changed { $0[start + 1] = 0xc3 }, "baseline or progressive", "process 3")
    // 256 rows more than there are.
    try expectRefusal(changed { $0[start + 5] = 1 }, "a damaged one")
    try expectRefusal([0xff, 0xd8, 0xff, 0xd9, 0, 0], "before any pixels")
    try expectRefusal([0xff, 0xd8] + (0..<5000).flatMap { _ in [UInt8](arrayLiteral: 0xff, 0xfe, 0, 2) }, "segments")
  }

  @Test("bytes between the last pixel and the end marker do no harm; those within the pixels are refused")
  func extraneous() throws {
    let file = try PillowFixture.jpeg("subsampling-444")
    let path = try folder.write(Array(file.dropLast(2)) + [1, 2, 3, 4, 5] + [0xff, 0xd9], to: "image.jpg")
    let sound = try folder.write(file, to: "sound.jpg")
    #expect(try PictureFile.read(at: path) == PictureFile.read(at: sound))
    let behind = try folder.write(file + [9, 9, 9], to: "behind.jpg")
    #expect(try PictureFile.read(at: behind) == PictureFile.read(at: sound))
  }

  @Test("Exif that is cut off, has another byte order or points out of itself leaves the picture as it is")
  func brokenExif() throws {
    let exif = Array("Exif\0\0".utf8)
    let entry: [UInt8] = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]
    let tiff: [UInt8] = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1] + entry
    #expect(ExifOrientation.read(exif + tiff) == .turnedLeft)
    for count in 0..<(exif.count + tiff.count - 2) { #expect(ExifOrientation.read(Array((exif + tiff)[..<count])) == nil) }
    for (place, value) in [(0, 0x50), (3, 0x2b), (4, 0xff), (7, 0xff), (11, 0x13), (13, 9), (19, 9)] {
      var changed = tiff
      changed[place] = UInt8(value)
      #expect(ExifOrientation.read(exif + changed) == nil, "\(place)")
    }
    #expect(ExifOrientation.read(exif + [0x49, 0x49, 0x2a, 0, 0xff, 0xff, 0xff, 0xff]) == nil)
  }
}
