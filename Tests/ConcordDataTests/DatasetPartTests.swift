import ConcordData
import Testing

@Suite("A part of a data set")
struct DatasetPartTests {
  /// Four images of 2 channels and 1 × 2 pixels: image n is n0, n1 in channel 0 and n2, n3 in channel 1.
  static let part = DatasetPart(
    imageShape: [2, 1, 2], pixels: (0..<4).flatMap { n in (0..<4).map { UInt8(10 * n + $0) } }, labels: [5, 6, 7, 8],
    normalization: Normalization(maximum: 1, mean: [0, 1], standardDeviation: [1, 2]))

  @Test("chosen images come in the order of the indices, repeated ones too, each channel normalised by its own constants")
  func fill() {
    var images = [Float](repeating: .nan, count: 13)
    var labels = [Int32](repeating: -1, count: 4)
    images.withUnsafeMutableBufferPointer { images in
      labels.withUnsafeMutableBufferPointer { labels in
        Self.part.fill(indices: [3, 0, 3], images: images, labels: labels)
      }
    }
    #expect(images[..<12] == [30, 31, 15.5, 16, 0, 1, 0.5, 1, 30, 31, 15.5, 16])
    #expect(images[12].isNaN, "what is beyond the chosen images stays")
    #expect(labels == [8, 5, 8, -1])
  }

  @Test("a slice of an order is taken from its own start")
  func slice() {
    var images = [Float](repeating: 0, count: 8)
    var labels = [Int32](repeating: 0, count: 2)
    images.withUnsafeMutableBufferPointer { images in
      labels.withUnsafeMutableBufferPointer { labels in
        Self.part.fill(indices: [0, 1, 2, 3][2...], images: images, labels: labels)
      }
    }
    #expect(images == [20, 21, 10.5, 11, 30, 31, 15.5, 16])
    #expect(labels == [7, 8])
  }

  @Test("no index asks for nothing")
  func none() {
    Self.part.fill(
      indices: [], images: UnsafeMutableBufferPointer(start: nil, count: 0),
      labels: UnsafeMutableBufferPointer(start: nil, count: 0))
    #expect(Self.part.count == 4)
    #expect(Self.part.elementsPerImage == 4)
  }
}
