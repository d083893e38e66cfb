/// The samples of a micro-batch as a model takes them.
public struct Batch: Sendable {
  /// Which samples they are; nil before the first `BatchLoader.next(into:)`.
  public internal(set) var microBatch: MicroBatch?
  var imageStorage: [Float] = []
  var labelStorage: [Int32] = []
  var elementsPerImage = 0

  /// An empty one, for `BatchLoader.next(into:)` to fill.
  public init() {}

  /// Number of samples.
  public var count: Int { microBatch?.count ?? 0 }

  /// `count` × C × H × W numbers.
  public var images: ArraySlice<Float> { imageStorage[..<(count * elementsPerImage)] }

  /// `count` class numbers.
  public var labels: ArraySlice<Int32> { labelStorage[..<count] }

  /// Takes the samples at `microBatch`'s places of `order`. The storage is made at the first use and kept.
  ///
  /// - Parameter transforms: what to do to each image, by its index; nil for nothing.
  mutating func fill(
    from part: DatasetPart, _ microBatch: MicroBatch, order: [Int], capacity: Int, transforms: ((Int) -> ImageTransform)?
  ) {
    if labelStorage.count != capacity || elementsPerImage != part.elementsPerImage {
      elementsPerImage = part.elementsPerImage
      imageStorage = [Float](repeating: 0, count: capacity * elementsPerImage)
      labelStorage = [Int32](repeating: 0, count: capacity)
    }
    self.microBatch = microBatch
    imageStorage.withUnsafeMutableBufferPointer { images in
      labelStorage.withUnsafeMutableBufferPointer { labels in
        part.fill(indices: order[microBatch.placesInEpoch], images: images, labels: labels, transforms: transforms)
      }
    }
  }
}
