import ConcordData
import Testing

@Suite("The loader of augmented batches")
struct AugmentedLoaderTests {
  /// Byte p of image n is 10 n + 1 + p mod 9, so that no two of the 23 images are alike.
  private static func pixel(_ image: Int, _ place: Int) -> Int { 10 * image + 1 + place % 9 }

  private static let pixels: [Int] = (0..<(23 * 16)).map { pixel($0 / 16, $0 % 16) }

  /// Of 4 × 4 pixels; the label is the index.
  static let part = LabelledImages(
    imageShape: [1, 4, 4], pixels: pixels.map { UInt8($0) }, labels: Array(0..<23),
    normalization: Normalization(maximum: 1, mean: [0], standardDeviation: [1]))

  /// The images of each epoch, in the order of the samples in the data set.
  private func deal(
    batch: Int, microBatch: Int? = nil, seed: UInt64 = 4, shuffles: Bool = true, augmentation: Augmentation?
  ) throws -> [[[Float]]] {
    let schedule = try BatchSchedule(
      sampleCount: Self.part.count, batchSize: batch, microBatchSize: microBatch, seed: seed, shuffles: shuffles)
    let loader = BatchLoader(augmentation.map { Self.part.augmented(by: $0) } ?? Self.part, schedule, epochs: 0..<3)
    var epochs = [[[Float]]](repeating: [[Float]](repeating: [], count: Self.part.count), count: 3)
    while let batch = try loader.next() {
      let images: [Float] = batch.input()
      for (place, label) in batch.target(as: Int32.self).enumerated() {
        epochs[batch.microBatch.epoch][Int(label)] = Array(images[(16 * place)..<(16 * (place + 1))])
      }
    }
    return epochs
  }

  private let both: Augmentation

  init() throws { both = try Augmentation(cropPadding: 2, flip: true, imageShape: Self.part.imageShape) }

  @Test("a sample gets the same changes whatever the batch, the micro-batch and the order of the samples are")
  func invariance() throws {
    let images = try deal(batch: 23, augmentation: both)
    for (batch, microBatch) in [(23, 5), (7, 7), (7, 3), (1, 1)] {
      #expect(try deal(batch: batch, microBatch: microBatch, augmentation: both) == images)
    }
    #expect(try deal(batch: 8, shuffles: false, augmentation: both) == images)
    #expect(try deal(batch: 23, seed: 5, augmentation: both) != images)
  }

  @Test("each epoch changes the images anew, and none of them stays without augmentation's doing")
  func epochs() throws {
    let plain = try deal(batch: 23, augmentation: nil)
    #expect(plain[0] == plain[1])
    let images = try deal(batch: 23, augmentation: both)
    #expect(images[0] != images[1])
    #expect(images[1] != images[2])
    #expect(images[0] != plain[0])
  }

  @Test("without augmentation no bit changes")
  func off() throws {
    let plain = try deal(batch: 6, augmentation: nil)
    #expect(try deal(batch: 6, augmentation: Augmentation.none) == plain)
    let images: [Float] = plain[2].flatMap { $0 }
    #expect(images == Self.pixels.map { Float($0) })
  }
}
