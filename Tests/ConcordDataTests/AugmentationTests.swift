import ConcordNumerics
import Testing

@testable import ConcordData

@Suite("Augmentation")
struct AugmentationTests {
  /// One image of two channels and 2 × 3 pixels; its bytes normalised are its bytes + 100 and + 200, so that a byte of 0 shows.
  static let part = LabelledImages(
    imageShape: [2, 2, 3], pixels: Array(1...12), labels: [0],
    normalization: Normalization(maximum: 1, mean: [-100, -200], standardDeviation: [1, 1]))

  private func apply(_ transform: ImageTransform) -> [Int] {
    var images = [Float](repeating: .nan, count: 12)
    images.withUnsafeMutableBufferPointer { images in
      Array(1...12).withUnsafeBufferPointer { Self.part.write($0, transform, to: images) }
    }
    return images.map { Int($0) }
  }

  @Test("an image is moved, mirrored, and filled up with pixels of 0 before normalisation")
  func byHand() {
    #expect(apply(.identity) == [101, 102, 103, 104, 105, 106, 207, 208, 209, 210, 211, 212])
    #expect(apply(ImageTransform(isMirrored: true)) == [103, 102, 101, 106, 105, 104, 209, 208, 207, 212, 211, 210])
    #expect(
      apply(ImageTransform(rowShift: 1)) == [104, 105, 106, 100, 100, 100, 210, 211, 212, 200, 200, 200])
    #expect(
      apply(ImageTransform(columnShift: -1)) == [100, 101, 102, 100, 104, 105, 200, 207, 208, 200, 210, 211])
    #expect(
      apply(ImageTransform(rowShift: -1, columnShift: 2, isMirrored: true))
        == [100, 100, 100, 100, 100, 103, 200, 200, 200, 200, 200, 209])
    #expect(
      apply(ImageTransform(rowShift: 1, columnShift: 1)) == [105, 106, 100, 100, 100, 100, 211, 212, 200, 200, 200, 200])
  }

  @Test("the draws are those words of Philox that the definition names")
  func words() throws {
    let augmentation = try Augmentation(cropPadding: 4, flip: true, imageShape: [3, 32, 32])
    for (sample, epoch, seed) in [(0, 0, UInt64(1)), (7, 3, 1), (49_999, 299, 0x1_0000_0005)] {
      // Element 4 n + k has word k of block n.
      func word(_ k: UInt64) -> UInt32 {
        Philox(seed: seed).word(element: 4 * UInt64(sample) + k, step: UInt32(epoch), stream: RandomStream(word: 4 << 24))
      }
      // None of these words is passed over: the low half of 9 w is at least 2³² mod 9 = 4.
      #expect((0..<2).allSatisfy { 9 &* word($0) >= 4 })
      let expected = ImageTransform(
        rowShift: Int((9 * UInt64(word(0))) >> 32) - 4, columnShift: Int((9 * UInt64(word(1))) >> 32) - 4,
        isMirrored: word(2) >= 1 << 31)
      #expect(augmentation.transform(sample: sample, epoch: epoch, seed: seed) == expected)
    }
  }

  @Test("every place of a crop and both sides come up equally often")
  func even() throws {
    let augmentation = try Augmentation(cropPadding: 1, flip: true, imageShape: [1, 4, 4])
    var counts: [ImageTransform: Int] = [:]
    for sample in 0..<3600 { counts[augmentation.transform(sample: sample, epoch: sample % 5, seed: 3), default: 0] += 1 }
    #expect(counts.count == 18)
    // χ² with 17 degrees of freedom exceeds 40.8 once in a thousand.
    let deviation = counts.values.reduce(0.0) { $0 + Double(($1 - 200) * ($1 - 200)) / 200 }
    #expect(deviation < 40.8)
  }

  @Test("a crop alone never mirrors, a flip alone never moves, none does nothing")
  func alone() throws {
    let crop = try Augmentation(cropPadding: 2, flip: false, imageShape: [1, 8, 8])
    let flip = try Augmentation(cropPadding: 0, flip: true, imageShape: [1, 8, 8])
    let crops = (0..<200).map { crop.transform(sample: $0, epoch: 0, seed: 1) }
    #expect(crops.allSatisfy { !$0.isMirrored })
    #expect(Set(crops.map(\.rowShift)) == [-2, -1, 0, 1, 2])
    #expect(Set(crops.map(\.columnShift)) == [-2, -1, 0, 1, 2])
    #expect(
      Set((0..<50).map { flip.transform(sample: $0, epoch: 0, seed: 1) }) == [.identity, ImageTransform(isMirrored: true)])
    #expect((0..<50).allSatisfy { Augmentation.none.transform(sample: $0, epoch: 0, seed: 1) == .identity })
    #expect(try Augmentation(cropPadding: 0, flip: false, imageShape: [1, 1, 1]) == .none)
  }

  @Test("the seed, the epoch and the sample each change the draws")
  func dependence() throws {
    let augmentation = try Augmentation(cropPadding: 4, flip: true, imageShape: [1, 8, 8])
    func draws(_ epoch: Int, _ seed: UInt64, _ first: Int = 0) -> [ImageTransform] {
      (first..<(first + 20)).map { augmentation.transform(sample: $0, epoch: epoch, seed: seed) }
    }
    #expect(draws(0, 1) == draws(0, 1))
    #expect(draws(0, 1) != draws(1, 1))
    #expect(draws(0, 1) != draws(0, 2))
    #expect(draws(0, 1) != draws(0, 1, 1))
  }

  @Test("a padding that leaves nothing of an image, or a negative one, is refused", arguments: [-1, 6, Int.max])
  func padding(padding: Int) {
    expectDataError(.invalidAugmentation, "0 to 5 for images of 8 × 6", "found \(padding)") {
      _ = try Augmentation(cropPadding: padding, flip: false, imageShape: [1, 6, 8])
    }
  }
}
