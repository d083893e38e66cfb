import Testing

@testable import ConcordData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every byte is compared, by hashes.
@Suite("Pictures are what Pillow makes of them")
struct PillowTests {
  @Test("in 200 random sizes by each of five filters", arguments: ResampleFilter.allCases)
  func resizes(filter: ResampleFilter) throws {
    let rows = try PillowFixture.rows("resizes").enumerated().filter { $0.element[0] == filter.rawValue }
    #expect(rows.count == 200)
    for (place, row) in rows {
      let sizes = row[1...5].compactMap { Int($0) }
      let picture = PillowFixture.picture(channels: sizes[0], height: sizes[1], width: sizes[2], seed: place / 5)
      let resized = picture.resized(height: sizes[3], width: sizes[4], filter)
      #expect(resized.shape == [sizes[0], sizes[3], sizes[4]])
      #expect(PillowFixture.digest(resized) == row[6], "\(row)")
    }
  }

  @Test("padded and covering a size, as ImageOps.pad and torchvision's Resize and CenterCrop do")
  func fittings() throws {
    let rows = try PillowFixture.rows("fittings")
    #expect(rows.count > 80)
    for row in rows {
      let sizes = row[2...5].compactMap { Int($0) }
      let source = PillowFixture.picture(channels: 3, height: sizes[0], width: sizes[1], seed: Int(row[7]) ?? 0)
      let reading = ImageReading(
        size: try ImageReading.Size(height: sizes[2], width: sizes[3]), fitting: try #require(.init(rawValue: row[0])),
        filter: try #require(.init(rawValue: row[1])), background: [9, 80, 200])
      #expect(PillowFixture.digest(reading.sized(source)) == row[6], "\(row)")
    }
  }

  @Test("in grey, HSV and YCbCr, for every colour whose channels are multiples of 5")
  func colours() throws {
    let steps = (0..<52).map { UInt8(5 * $0) }
    let count = steps.count
    let planes = (0..<3).flatMap { channel in
      (0..<(count * count * count)).map { steps[[$0 / count / count, $0 / count % count, $0 % count][channel]] }
    }
    let colours = Picture(height: 1, width: count * count * count, planes: planes)
    for row in try PillowFixture.rows("colours") {
      let mode = try #require(ColourMode(rawValue: row[0]))
      #expect(PillowFixture.digest(mode.converted(colours)) == row[1], "\(mode)")
    }
  }

  @Test("decoded from JPEG: qualities, subsamplings, progressive, turned by Exif, grey, CMYK and YCCK")
  func jpegs() throws {
    let folder = try TemporaryFolder()
    for row in try PillowFixture.rows("jpeg") {
      // The name says another format: the content decides.
      let path = try folder.write(PillowFixture.jpeg(row[0]), to: "\(row[0]).png")
      let picture = try PictureFile.read(at: path)
      #expect(picture.shape == row[1...3].compactMap { Int($0) })
      #expect(try PictureFile.shape(at: path) == picture.shape)
      #expect(PillowFixture.digest(picture) == row[4], "\(row[0])")
    }
  }

  @Test("the sine is within four ulps of the system's")
  func sine() {
    for step in -3000...3000 {
      let angle = Double(step) / 1000 * .pi
      let (found, expected) = (ResampleFilter.sine(angle), sin(angle))
      #expect(abs(found - expected) <= 4 * expected.ulp || abs(expected) < 1e-15, "\(angle): \(found), \(expected)")
    }
  }
}
