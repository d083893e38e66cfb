/// Images with their labels: bytes as they are stored, numbers as they are asked for.
public struct DatasetPart: Sendable {
  /// The shape [C, H, W] of every image.
  public let imageShape: [Int]
  /// N × C × H × W bytes, contiguous.
  public let pixels: [UInt8]
  /// N class numbers.
  public let labels: [Int32]
  public let normalization: Normalization

  /// Number of images.
  public var count: Int { labels.count }

  /// Elements of one image: C × H × W.
  public let elementsPerImage: Int

  /// `normalization` of each byte of each channel.
  private let table: [Float]

  public init(imageShape: [Int], pixels: [UInt8], labels: [Int32], normalization: Normalization) {
    precondition(imageShape.count == 3 && imageShape.allSatisfy { $0 > 0 }, "the shape of an image is [C, H, W]")
    precondition(normalization.mean.count == imageShape[0], "one mean and one standard deviation a channel")
    elementsPerImage = imageShape.reduce(1, *)
    precondition(pixels.count == labels.count * elementsPerImage, "one label an image")
    self.imageShape = imageShape
    self.pixels = pixels
    self.labels = labels
    self.normalization = normalization
    table = normalization.table
  }

  /// Writes the chosen images, normalised, and their labels, in the order of `indices`.
  ///
  /// - Parameters:
  ///   - indices: n indices, each 0 … `count` − 1.
  ///   - images: receives n × C × H × W numbers; may be longer.
  ///   - labels: receives n class numbers; may be longer.
  public func fill(
    indices: ArraySlice<Int>, images: UnsafeMutableBufferPointer<Float>, labels: UnsafeMutableBufferPointer<Int32>
  ) {
    precondition(images.count >= indices.count * elementsPerImage, "room for every chosen image")
    precondition(labels.count >= indices.count, "room for every chosen label")
    let channels = imageShape[0]
    let plane = elementsPerImage / channels
    pixels.withUnsafeBufferPointer { pixels in
      table.withUnsafeBufferPointer { table in
        var target = 0
        for (position, index) in indices.enumerated() {
          precondition(index >= 0 && index < count, "an index of this part")
          labels[position] = self.labels[index]
          var source = index * elementsPerImage
          for channel in 0..<channels {
            let values = UnsafeBufferPointer(rebasing: table[(channel * 256)..<((channel + 1) * 256)])
            for offset in 0..<plane {
              images[target &+ offset] = values[Int(pixels[source &+ offset])]
            }
            source += plane
            target += plane
          }
        }
      }
    }
  }

  /// The same with all of an array.
  public func fill(
    indices: [Int], images: UnsafeMutableBufferPointer<Float>, labels: UnsafeMutableBufferPointer<Int32>
  ) {
    fill(indices: indices[...], images: images, labels: labels)
  }
}
