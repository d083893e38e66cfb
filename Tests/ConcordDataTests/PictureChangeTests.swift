import ConcordNumerics
import Testing

@testable import ConcordData

@Suite("Changes of pictures")
struct PictureChangeTests {
  private static let picture = PillowFixture.picture(channels: 3, height: 12, width: 17, seed: 1)

  private func changed(
    _ text: String, sample: Int = 0, epoch: Int = 0, seed: UInt64 = 1, _ picture: Picture = Self.picture
  ) throws -> Picture {
    let augmentation = try Augmentation(
      cropPadding: 0, flip: false, changes: text.split(separator: ",").map { try PictureChange(String($0)) },
      imageShape: picture.shape)
    return augmentation.changed(picture, size: (12, 17), sample: sample, epoch: epoch, seed: seed)
  }

  @Test("each depends on sample, epoch and seed, keeps the shape, and is the same each time", arguments: PictureChange.names)
  func draws(name: String) throws {
    // An even draw may come out alike twice, not in twenty.
    let one = try (0..<20).map { try changed(name, sample: $0) }
    #expect(one.allSatisfy { $0.shape == Self.picture.shape })
    #expect(try one == (0..<20).map { try changed(name, sample: $0) })
    #expect(try one != (0..<20).map { try changed(name, sample: $0, epoch: 1) })
    #expect(try one != (0..<20).map { try changed(name, sample: $0, seed: 2) })
    #expect(Set(one.map(\.planes)).count > 1)
  }

  @Test("a turn by nothing, full shares, strength 0 and probability 0 change nothing")
  func nothing() throws {
    for text in ["rotate:0", "jitter:0", "erase:0"] { #expect(try changed(text) == Self.picture, "\(text)") }
    #expect(Self.picture.turned(sine: 0, cosine: 65536) == Self.picture)
  }

  @Test("turns by quarters are those of orientations")
  func quarters() {
    let square = PillowFixture.picture(channels: 1, height: 9, width: 9, seed: 3)
    #expect(square.turned(sine: 0, cosine: -65536) == Orientation.upsideDown.upright(square))
    #expect(square.turned(sine: 65536, cosine: 0) == Orientation.turnedRight.upright(square))
  }

  @Test("jitter is brightness, contrast about the mean and saturation about grey, by hand")
  func jitter() {
    let pair = Picture(height: 1, width: 2, planes: [100, 200])
    #expect(pair.jittered(brightness: 32768, contrast: 65536, saturation: 0).planes == [50, 100])
    #expect(pair.jittered(brightness: 2 * 65536, contrast: 65536, saturation: 0).planes == [200, 255])
    #expect(pair.jittered(brightness: 65536, contrast: 0, saturation: 0).planes == [150, 150])
    let red = Picture(height: 1, width: 1, planes: [255, 0, 0])
    // 0.299 · 255, rounded.
    #expect(red.jittered(brightness: 65536, contrast: 65536, saturation: 0).planes == [76, 76, 76])
  }

  @Test("erasing and cutout put 0 into one rectangle and leave the rest")
  func rectangles() throws {
    let full = Picture(height: 12, width: 17, planes: [UInt8](repeating: 9, count: 3 * 12 * 17))
    for sample in 0..<50 {
      let erased = try changed("erase:1", sample: sample, full)
      let zeros = erased.planes.count { $0 == 0 }
      #expect(zeros % 3 == 0 && zeros > 0 && zeros / 3 <= 12 * 17 / 2)
      let cut = try changed("cutout:5", sample: sample, full).planes.count { $0 == 0 } / 3
      #expect((6...25).contains(cut))
    }
  }

  @Test("a resized crop of a part as large as the picture is the picture resized; parts lie within it")
  func resizedCrop() throws {
    let large = PillowFixture.picture(channels: 3, height: 40, width: 40, seed: 5)
    let change = try PictureChange("resized-crop:0.2")
    for sample in 0..<100 {
      let draws = ChangeDraws(change, sample: sample, epoch: 3, seed: 9)
      let part = try #require(RandomPart(within: 40, 40, shares: 0.2...1, proportion: 4 / 3, draws))
      #expect(part.top >= 0 && part.top + part.height <= 40 && part.left >= 0 && part.left + part.width <= 40)
      #expect(part.height * part.width >= 280 && 3 * part.width <= 4 * part.height + 4)
      let expected = large.cropped(top: part.top, left: part.left, height: part.height, width: part.width)
        .resized(height: 12, width: 17, .bilinear)
      #expect(change.applied(to: large, draws, size: (12, 17), filter: .bilinear) == expected)
    }
    #expect(RandomPart(middleOf: 90, 40) == RandomPart(middleOf: 90, 40))
    #expect(RandomPart(middleOf: 90, 30).height == 40 && RandomPart(middleOf: 90, 30).top == 25)
  }

  @Test("names and numbers are checked; written and read it is the same")
  func texts() throws {
    for text in ["rotate:181", "jitter:-1", "erase:x", "cutout:2.5", "cutout:0", "resized-crop:0", "vflip:1", "shear"] {
      expectDataError(.invalidAugmentation) { _ = try PictureChange(text) }
    }
    for name in PictureChange.names {
      let change = try PictureChange(name)
      #expect(try PictureChange(change.description) == change)
    }
    expectDataError(.invalidAugmentation, "each change once") {
      _ = try Augmentation(
        cropPadding: 0, flip: false, changes: [PictureChange("erase:1"), PictureChange("erase")], imageShape: [1, 8, 8])
    }
  }
}
