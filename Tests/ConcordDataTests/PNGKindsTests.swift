import Testing

@testable import ConcordData

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Every kind of image that PNG has, against the pixels that were put in and against libpng.
@Suite("Every kind of PNG file")
struct PNGKindsTests {
  enum Transparency: CaseIterable {
    /// No `tRNS`; an alpha channel that is opaque.
    case none
    /// `tRNS` that no pixel meets.
    case unmet
    /// One pixel that is not opaque, by the smallest step.
    case one
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func picture(
    _ kind: (colourType: Int, bitDepth: Int), _ transparency: Transparency, _ random: inout SeededGenerator
  ) -> PNGPicture {
    var picture = PNGPicture(
      width: .random(in: 1...40, using: &random), height: .random(in: 1...40, using: &random), colourType: kind.colourType,
      bitDepth: kind.bitDepth, samples: [])
    let maximum = picture.maximum
    let perPixel = picture.samplesPerPixel
    picture.samples = (0..<(picture.pixelCount * perPixel)).map { _ in .random(in: 0...maximum, using: &random) }
    let chosen = Int.random(in: 0..<picture.pixelCount, using: &random)
    switch kind.colourType {
    case 4, 6:
      for pixel in 0..<picture.pixelCount { picture.samples[(pixel + 1) * perPixel - 1] = maximum }
      if transparency == .one { picture.samples[(chosen + 1) * perPixel - 1] = maximum - 1 }
    case 3:
      picture.palette = (0..<(3 * (maximum + 1))).map { _ in .random(in: 0...255, using: &random) }
      if transparency == .unmet { picture.transparency = [255] }
      if transparency == .one {
        picture.transparency = [UInt8](repeating: 255, count: picture.samples[chosen]) + [254]
      }
    default:
      let key = (0..<perPixel).map { _ in Int.random(in: 0...maximum, using: &random) }
      // Elsewhere another colour, by its first sample.
      for pixel in 0..<picture.pixelCount where picture.samples[pixel * perPixel] == key[0] {
        picture.samples[pixel * perPixel] = key[0] == 0 ? 1 : key[0] - 1
      }
      if transparency == .one { picture.samples.replaceSubrange((chosen * perPixel)..<((chosen + 1) * perPixel), with: key) }
      if transparency != .none { picture.transparency = key.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    }
    return picture
  }

  @Test(
    "each colour type, depth, interlacing and transparency at 40 sizes gives the pixels put in, and those of libpng",
    arguments: PNGPicture.kinds, Transparency.allCases)
  func kinds(kind: (Int, Int), transparency: Transparency) throws {
    var random = SeededGenerator(seed: UInt64(kind.0 * 100 + kind.1))
    for isInterlaced in [false, true] {
      for _ in 0..<40 {
        var picture = picture(kind, transparency, &random)
        picture.isInterlaced = isInterlaced
        let file = picture.file(&random)
        let path = try folder.write(file, to: "image.png")
        let name = "\(kind), \(picture.width) × \(picture.height), interlaced \(isInterlaced), \(transparency)"
        let other = try #require(LibPNG(file), "\(name)")
        #expect(other.planes == picture.planes && other.warningCount == 0, "\(name): libpng")
        #expect(other.isTransparent == (transparency == .one), "\(name): libpng")
        guard transparency == .one else {
          #expect(try PNG.read(at: path) == picture.planes, "\(name)")
          continue
        }
        let error = #expect(throws: DataError.self, "\(name)") { try PNG.read(at: path) }
        let place = error?.found.split(separator: " ").compactMap { Int($0) } ?? []
        try #require(place.count == 4, "\(name): \(error?.found ?? "")")
        #expect(picture.alpha(place[3] * picture.width + place[2]) == Double(place[0]) / Double(place[1]), "\(name)")
        #expect(place[0] < place[1])
      }
    }
  }

  @Test("an interlaced picture of 16 bits has the pixels of the plain one")
  func interlaced16() throws {
    func read(_ name: String) throws -> [UInt8] {
      let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).png")
      let bytes = try [UInt8](Data(contentsOf: fixture))
      let planes = try PNG.read(at: folder.write(bytes, to: "\(name).png"))
      #expect(planes == LibPNG(bytes)?.planes)
      return planes
    }
    let plain = try read("g16n")
    // As whoever made the pictures knows it.
    #expect(plain.prefix(8) == [121, 131, 193, 242, 9, 37, 210, 242])
    #expect(try read("g16i") == plain)
  }

  @Test("the longest row and the longest column that the limit of pixels allows are read", arguments: [true, false])
  func longest(isWide: Bool) throws {
    let count = 1 << 24
    var random = SeededGenerator(seed: 3)
    let (width, height) = isWide ? (count, 1) : (1, count)
    let period = (0..<251).map { _ in Int.random(in: 0...1, using: &random) }
    let picture = PNGPicture(
      width: width, height: height, colourType: 0, bitDepth: 1, samples: (0..<count).map { period[$0 % 251] })
    var header = PNGBytes([], width: 0, height: 0, channels: 1)
    (header.width, header.height, header.bitDepth) = (UInt32(width), UInt32(height), 1)
    header.rows =
      isWide
      ? [0]
        + stride(from: 0, to: count, by: 8).map { start in (0..<8).reduce(0) { $0 << 1 | UInt8(picture.samples[start + $1]) } }
      : picture.samples.flatMap { [0, UInt8($0) << 7] }
    let planes = try PNG.read(at: folder.write(header.file, to: "image.png"))
    #expect(planes.elementsEqual(picture.samples.lazy.map { UInt8($0 * 255) }))
  }
}
