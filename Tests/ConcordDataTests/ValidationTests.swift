import Testing

@testable import ConcordData

@Suite("Images kept back for validation")
struct ValidationTests {
  /// Of class c there are 10 (c + 1) images, in turns; the byte of an image is its place.
  private static func dataset(_ perClass: [Int] = [10, 20, 30]) -> Dataset {
    var labels: [Int32] = []
    for round in 0..<(perClass.max() ?? 0) {
      for (label, count) in perClass.enumerated() where round < count { labels.append(Int32(label)) }
    }
    let normalization = Normalization(mean: [0.5], standardDeviation: [0.5])
    func images(_ labels: [Int32]) -> LabelledImages {
      LabelledImages(
        imageShape: [1, 1, 1], pixels: labels.indices.map { UInt8($0) }, labels: labels, normalization: normalization)
    }
    return Dataset(name: "d", classNames: ["a", "b", "c"], train: images(labels), test: images([0, 1, 2]))
  }

  private func bytes(_ part: any DataSource) throws -> [UInt8] {
    let images = try #require(part as? LabelledImages)
    return try (0..<images.count).map { try images.pixels(of: $0)[0] }
  }

  @Test("of each class the share, the rest stays in its order, with its labels, and no image is in both")
  func shares() throws {
    let whole = Self.dataset()
    let parted = try whole.keepingBack(0.1, seed: 1)
    let validation = try #require(parted.validation as? LabelledImages)
    let train = try #require(parted.images?.train)
    #expect((0..<3).map { label in validation.labels.count { $0 == Int32(label) } } == [1, 2, 3])
    let (kept, left) = (try bytes(validation), try bytes(train))
    #expect((kept + left).sorted() == (0..<60).map { UInt8($0) })
    #expect(left == left.sorted() && kept == kept.sorted())
    let labels = try #require(whole.images?.train.labels)
    #expect(left.map { labels[Int($0)] } == train.labels && kept.map { labels[Int($0)] } == validation.labels)
    #expect(parted.test.count == 3)
  }

  @Test("the seed decides which; augmentation changes none of them")
  func seeds() throws {
    let data = Self.dataset().augmented(by: try Augmentation(cropPadding: 0, flip: true, imageShape: [1, 1, 1]))
    func kept(_ seed: UInt64) throws -> [UInt8] { try bytes(#require(data.keepingBack(0.3, seed: seed).validation)) }
    #expect(try kept(1) == kept(1))
    #expect(try kept(1) != kept(2))
    let parted = try data.keepingBack(0.3, seed: 1)
    #expect((parted.validation as? LabelledImages)?.augmentation == Augmentation.none)
    #expect(parted.images?.train.augmentation == data.augmentation && data.augmentation != .none)
  }

  @Test("a class of one image, a second validation part and samples that are no images are refused")
  func refusals() throws {
    expectDataError(.malformed, "images of 'a' to train on beside 1") {
      _ = try Self.dataset([1, 20, 30]).keepingBack(0.1, seed: 1)
    }
    expectDataError(.malformed, "images of 'a' to train on beside 10") { _ = try Self.dataset().keepingBack(0.99, seed: 1) }
    let parted = try Self.dataset().keepingBack(0.1, seed: 1)
    expectDataError(.malformed, "no validation part") { _ = try parted.keepingBack(0.1, seed: 1) }
  }
}
