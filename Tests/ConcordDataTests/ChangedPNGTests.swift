import CZlib
import Testing

@testable import ConcordData

/// Files with a few changed, missing and doubled bytes under right checksums: what is read, libpng reads as the same.
@Suite("Changed PNG files")
struct ChangedPNGTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func picture(_ kind: (colourType: Int, bitDepth: Int), _ random: inout SeededGenerator) -> PNGPicture {
    var picture = PNGPicture(
      width: .random(in: 1...9, using: &random), height: .random(in: 1...9, using: &random), colourType: kind.colourType,
      bitDepth: kind.bitDepth, isInterlaced: .random(using: &random), samples: [])
    let (maximum, perPixel) = (picture.maximum, picture.samplesPerPixel)
    picture.samples = (0..<(picture.pixelCount * perPixel)).map { _ in .random(in: 0...maximum, using: &random) }
    switch kind.colourType {
    case 3:
      picture.palette = (0..<(3 * (maximum + 1))).map { _ in .random(in: 0...255, using: &random) }
      if Bool.random(using: &random) { picture.transparency = [255] }
    case 4, 6: for pixel in 1...picture.pixelCount { picture.samples[pixel * perPixel - 1] = maximum }
    default: break
    }
    return picture
  }

  private func change(_ file: inout [UInt8], _ random: inout SeededGenerator) {
    let place = Int.random(in: 8..<file.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: file[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 1: file[place] = .random(in: 0...255, using: &random)
    case 2: file.remove(at: place)
    case 3: file.insert(.random(in: 0...255, using: &random), at: place)
    default:
      let end = min(file.count, place + 12 + Int.random(in: 0...20, using: &random))
      file.insert(contentsOf: file[place..<end], at: place)
    }
  }

  private func mendChecksums(of file: inout [UInt8]) {
    var start = 8
    while file.count - start >= 12 {
      let length = file[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard length <= file.count - start - 12 else { return }
      let end = start + 8 + length
      let content = Array(file[(start + 4)..<end])
      file.replaceSubrange(end..<(end + 4), with: PNGBytes.word(UInt32(crc32(0, content, UInt32(content.count)))))
      start = end + 4
    }
  }

  @Test("a changed file is refused in a line, or read as libpng reads it", arguments: PNGPicture.kinds)
  func changed(kind: (Int, Int)) throws {
    var random = SeededGenerator(seed: UInt64(kind.0 * 100 + kind.1))
    var readCount = 0
    for number in 0..<200 {
      var file = picture(kind, &random).file(&random)
      for _ in 0..<Int.random(in: 1...3, using: &random) { change(&file, &random) }
      mendChecksums(of: &file)
      let path = try folder.write(file, to: "image.png")
      do {
        let planes = try PNG.read(at: path)
        readCount += 1
        let other = LibPNG(file)
        #expect(
          other?.planes == planes, "\(kind), number \(number): libpng has \(other == nil ? "refused it" : "other pixels")")
        // It complains of places beyond a palette's end, which are black.
        #expect(other?.warningCount == 0 || kind.0 == 3, "\(kind), number \(number)")
        #expect(other?.isTransparent != true, "\(kind), number \(number)")
      } catch {
        #expect(error.code == .malformed && !error.description.contains("\n"), "\(error)")
      }
    }
    #expect(readCount > 0)
  }
}
