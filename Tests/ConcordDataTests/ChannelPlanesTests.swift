import ConcordData
import Testing

@Suite("From rows of pixels to planes of channels")
struct ChannelPlanesTests {
  @Test("each channel's samples are gathered in the order of the pixels")
  func planes() {
    #expect(channelPlanes(ofInterleaved: [1, 2, 3, 4, 5, 6], channels: 3) == [1, 4, 2, 5, 3, 6])
    #expect(channelPlanes(ofInterleaved: [1, 2, 3, 4, 5, 6], channels: 2) == [1, 3, 5, 2, 4, 6])
    #expect(channelPlanes(ofInterleaved: [1, 2, 3], channels: 1) == [1, 2, 3])
    #expect(channelPlanes(ofInterleaved: [], channels: 3) == [])
  }

  @Test("digits written as grey PNG files come back equal")
  func digits() throws {
    let folder = try TemporaryFolder()
    let digits = try DatasetCatalog.load("digits", dataDirectory: nil).train
    let chosen = firstImages(5, ofEachClassIn: digits)
    for (label, images) in chosen.enumerated() {
      for (place, image) in images.enumerated() {
        let png = PNGBytes(try pixels(of: [image], in: digits), width: 8, height: 8, channels: 1)
        try folder.write(png.file, to: "\(label)/\(place).png")
      }
    }
    let loaded = try DatasetCatalog.load(folder.path, dataDirectory: nil)
    let train = try pixels(of: chosen.flatMap { $0[..<4] }, in: digits)
    let test = try pixels(of: chosen.map { $0[4] }, in: digits)
    #expect(loaded.train.pixels == train)
    #expect(loaded.test.pixels == test)
  }

  private func firstImages(_ count: Int, ofEachClassIn part: any DataSource) -> [[Int]] {
    let labels = part.labels
    return (0..<10).map { label in Array(labels.indices.filter { labels[$0] == label }.prefix(count)) }
  }

  private func pixels(of images: [Int], in part: any DataSource) throws -> [UInt8] {
    let all = try #require(part as? LabelledImages)
    return try images.flatMap { try all.pixels(of: $0) }
  }

  @Test(
    "pictures of CIFAR-10 written as PNG files come back as the planes of the binary file",
    .enabled(if: RealData.has("cifar10"), "CONCORD_DATA_DIR names no folder with a folder cifar10"))
  func cifar10() throws {
    let folder = try TemporaryFolder()
    let pictures = try DatasetCatalog.load("cifar10", dataDirectory: RealData.folder).test
    let chosen = firstImages(10, ofEachClassIn: pictures)
    for (label, images) in chosen.enumerated() {
      for (place, image) in images.enumerated() {
        // Pixel by pixel: red, green and blue stand 1,024 bytes apart in the binary file.
        let planes = try pixels(of: [image], in: pictures)
        let interleaved = (0..<3072).map { planes[$0 % 3 * 1024 + $0 / 3] }
        let part = place < 8 ? "train" : "test"
        try folder.write(
          PNGBytes(interleaved, width: 32, height: 32, channels: 3).file, to: "\(part)/class \(label)/\(place).png")
      }
    }
    let loaded = try DatasetCatalog.load(folder.path, dataDirectory: nil)
    #expect(loaded.inputShape == [3, 32, 32])
    #expect(loaded.classCount == 10)
    let train = try pixels(of: chosen.flatMap { $0[..<8] }, in: pictures)
    let test = try pixels(of: chosen.flatMap { $0[8...] }, in: pictures)
    #expect(loaded.train.pixels == train)
    #expect(loaded.test.pixels == test)
    #expect(loaded.normalization == (pictures as? LabelledImages)?.normalization)
  }
}
