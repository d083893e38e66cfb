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
    fill(indices: indices, images: images, labels: labels, transforms: nil)
  }

  /// The same, with what is to be done to each image, by its index; nil for nothing.
  func fill(
    indices: ArraySlice<Int>, images: UnsafeMutableBufferPointer<Float>, labels: UnsafeMutableBufferPointer<Int32>,
    transforms: ((Int) -> ImageTransform)?
  ) {
    precondition(images.count >= indices.count * elementsPerImage, "room for every chosen image")
    precondition(labels.count >= indices.count, "room for every chosen label")
    for (position, index) in indices.enumerated() {
      labels[position] = self.labels[index]
      let start = position * elementsPerImage
      fill(
        UnsafeMutableBufferPointer(rebasing: images[start..<(start + elementsPerImage)]), image: index,
        transform: transforms?(index) ?? .identity)
    }
  }

  /// Writes image `index`, transformed and normalised.
  ///
  /// - Parameter output: C × H × W numbers.
  private func fill(_ output: UnsafeMutableBufferPointer<Float>, image index: Int, transform: ImageTransform) {
    precondition(index >= 0 && index < count, "an index of this part")
    let plane = elementsPerImage / imageShape[0]
    pixels.withUnsafeBufferPointer { pixels in
      table.withUnsafeBufferPointer { table in
        for channel in 0..<imageShape[0] {
          let source = index * elementsPerImage + channel * plane
          let values = UnsafeBufferPointer(rebasing: table[(channel * 256)..<((channel + 1) * 256)])
          let input = UnsafeBufferPointer(rebasing: pixels[source..<(source + plane)])
          let target = UnsafeMutableBufferPointer(rebasing: output[(channel * plane)..<((channel + 1) * plane)])
          if transform == .identity {
            for offset in 0..<plane { target[offset] = values[Int(input[offset])] }
          } else {
            fill(target, from: input, values, transform)
          }
        }
      }
    }
  }

  /// One channel, transformed. A pixel from outside of the image is the byte 0.
  private func fill(
    _ output: UnsafeMutableBufferPointer<Float>, from input: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<Float>,
    _ transform: ImageTransform
  ) {
    let (height, width) = (imageShape[1], imageShape[2])
    // The columns, before they are mirrored, that show some of the image.
    let shown = max(0, -transform.columnShift)..<min(width, width - transform.columnShift)
    for row in 0..<height {
      let target = row * width
      let sourceRow = row + transform.rowShift
      let columns = sourceRow >= 0 && sourceRow < height ? shown : 0..<0
      if columns.count < width {
        for column in 0..<width { output[target &+ column] = values[0] }
      }
      let source = sourceRow * width + transform.columnShift
      if transform.isMirrored {
        let last = target + width - 1
        for column in columns { output[last &- column] = values[Int(input[source &+ column])] }
      } else {
        for column in columns { output[target &+ column] = values[Int(input[source &+ column])] }
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
