import ConcordData
import Testing

@Suite("Images as samples")
struct LabelledImagesTests {
  /// Four images of 2 channels and 1 × 2 pixels: image n is n0, n1 in channel 0 and n2, n3 in channel 1.
  static let part = LabelledImages(
    imageShape: [2, 1, 2], pixels: (0..<4).flatMap { n in (0..<4).map { UInt8(10 * n + $0) } }, labels: [5, 6, 7, 8],
    normalization: Normalization(maximum: 1, mean: [0, 1], standardDeviation: [1, 2]))

  @Test("chosen images come in the order of the indices, repeated ones too, each channel normalised by its own constants")
  func chosen() throws {
    let batch = try Batch(Self.part, samples: [3, 0, 3])
    #expect(batch.count == 3)
    #expect(batch.input() == [30, 31, 15.5, 16, 0, 1, 0.5, 1, 30, 31, 15.5, 16] as [Float])
    #expect(batch.target() == [8, 5, 8] as [Int32])
    #expect(try Batch(Self.part, samples: []).input() == [] as [Float])
  }

  @Test("what a sample is made of is an image and its class")
  func fields() throws {
    #expect(Self.part.count == 4)
    #expect(Self.part.inputs == [SampleField([2, 1, 2], .float32)])
    #expect(Self.part.targets == [SampleField([], .int32)])
    #expect(try Self.part.pixels(of: 2) == [20, 21, 22, 23])
  }

  @Test("other constants change the numbers, an augmentation the places, and neither the bytes")
  func changed() throws {
    let plain = Self.part.normalized(by: Normalization(maximum: 1, mean: [0, 0], standardDeviation: [1, 1]))
    #expect(try Batch(plain, samples: [1]).input() == [10, 11, 12, 13] as [Float])
    let mirrored = try plain.augmented(by: Augmentation(cropPadding: 0, flip: true, imageShape: [2, 1, 2]))
    let seen = try Set((0..<40).map { try Batch(mirrored, samples: [1], epoch: $0, seed: 7).input(as: Float.self) })
    #expect(seen == [[10, 11, 12, 13], [11, 10, 13, 12]])
    #expect(try mirrored.pixels(of: 1) == [10, 11, 12, 13])
  }
}
