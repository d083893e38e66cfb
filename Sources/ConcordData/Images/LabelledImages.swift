import ConcordKit
import Synchronization

/// Images with their classes as samples: bytes from an `ImageSource`, changed at random where that is asked for, and normalised.
public struct LabelledImages: DataSource {
  /// Where the images come from, in bytes.
  public let source: any ImageSource
  /// The class of each image.
  public let labels: [Int32]
  /// The shape [C, H, W] of every image.
  public let imageShape: [Int]
  /// What makes floats of the bytes.
  public let normalization: Normalization
  /// What is done to an image each time that it is read.
  public let augmentation: Augmentation

  /// Elements of one image: C × H × W.
  public let elementsPerImage: Int

  /// `normalization` of each byte of each channel.
  private let table: [Float]

  /// Number of images.
  public var count: Int { labels.count }

  public var inputs: [SampleField] { [SampleField(imageShape)] }

  /// - Parameters:
  ///   - source: Where the images come from.
  ///   - normalization: What makes floats of the bytes.
  ///   - augmentation: Made for images of the source's shape.
  public init(_ source: any ImageSource, normalization: Normalization, augmentation: Augmentation = .none) {
    imageShape = source.imageShape
    precondition(imageShape.count == 3 && imageShape.allSatisfy { $0 > 0 }, "the shape of an image is [C, H, W]")
    precondition(normalization.mean.count == imageShape[0], "one mean and one standard deviation a channel")
    elementsPerImage = imageShape.reduce(1, *)
    self.source = source
    labels = source.labels
    self.normalization = normalization
    self.augmentation = augmentation
    table = normalization.table
  }

  /// Images in memory.
  ///
  /// - Parameters:
  ///   - imageShape: [C, H, W] of every image.
  ///   - pixels: N × C × H × W bytes, contiguous.
  ///   - labels: The class of each image.
  ///   - normalization: What makes floats of the bytes.
  public init(imageShape: [Int], pixels: [UInt8], labels: [Int32], normalization: Normalization) {
    precondition(pixels.count == labels.count * imageShape.reduce(1, *), "one label an image")
    self.init(StoredImages(imageShape: imageShape, pixels: pixels, labels: labels), normalization: normalization)
  }

  /// The same images, normalised by other constants.
  public func normalized(by normalization: Normalization) -> LabelledImages {
    LabelledImages(source, normalization: normalization, augmentation: augmentation)
  }

  /// The same images, changed at random.
  public func augmented(by augmentation: Augmentation) -> LabelledImages {
    LabelledImages(source, normalization: normalization, augmentation: augmentation)
  }

  /// The bytes of an image, C × H × W, as they are stored.
  public func pixels(of index: Int) throws -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: elementsPerImage)
    try pixels.withUnsafeMutableBufferPointer { try source.readPixels(of: index, into: $0) }
    return pixels
  }

  /// The same of several images, read by several threads.
  public func pixels(of range: Range<Int>) throws -> [[UInt8]] {
    let results = Mutex([Int: Result<[UInt8], any Error>]())
    ParallelWork.forRanges(of: range.count, work: range.count * max(elementsPerImage, 100_000)) { part in
      for place in part {
        let result = Result { try pixels(of: range.lowerBound + place) }
        results.withLock { $0[place] = result }
      }
    }
    let all = results.withLock { $0 }
    return try range.indices.map { try all[$0 - range.lowerBound]?.get() ?? [] }
  }

  public func read(_ index: Int, into sample: SampleMemory) throws {
    try readImage(index, into: sample)
    sample.target()[0] = labels[index]
  }

  /// Writes an image, changed and normalised, and no label: for sources of one's own with images among their inputs.
  ///
  /// - Parameters:
  ///   - index: Of the image, from 0.
  ///   - sample: Where the image and its label are written.
  ///   - input: Which of the inputs it is.
  public func readImage(_ index: Int, into sample: SampleMemory, input: Int = 0) throws {
    let bytes = sample.scratch(elementsPerImage).bindMemory(to: UInt8.self)
    if augmentation.changes.isEmpty {
      try source.readPixels(of: index, into: bytes)
    } else {
      let picture = try augmentation.takesWholePictures ? source.picture(of: index) : source.storedPicture(of: index)
      let changed = augmentation.changed(
        picture, size: (imageShape[1], imageShape[2]), sample: index, epoch: sample.epoch, seed: sample.seed)
      _ = bytes.update(fromContentsOf: changed.planes)
    }
    let output: UnsafeMutableBufferPointer<Float> = sample.input(input)
    precondition(output.count == elementsPerImage, "an input of an image's shape")
    write(
      UnsafeBufferPointer(bytes), augmentation.transform(sample: index, epoch: sample.epoch, seed: sample.seed), to: output)
  }

  /// - Parameters:
  ///   - bytes: C × H × W.
  ///   - output: C × H × W numbers.
  func write(
    _ bytes: UnsafeBufferPointer<UInt8>, _ transform: ImageTransform, to output: UnsafeMutableBufferPointer<Float>
  ) {
    let plane = elementsPerImage / imageShape[0]
    table.withUnsafeBufferPointer { table in
      for channel in 0..<imageShape[0] {
        let places = (channel * plane)..<((channel + 1) * plane)
        let values = UnsafeBufferPointer(rebasing: table[(channel * 256)..<((channel + 1) * 256)])
        let input = UnsafeBufferPointer(rebasing: bytes[places])
        let target = UnsafeMutableBufferPointer(rebasing: output[places])
        if transform == .identity {
          for offset in 0..<plane { target[offset] = values[Int(input[offset])] }
        } else {
          write(input, values, transform, to: target)
        }
      }
    }
  }

  /// One channel, transformed. A pixel from outside of the image is the byte 0.
  private func write(
    _ input: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<Float>, _ transform: ImageTransform,
    to output: UnsafeMutableBufferPointer<Float>
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
}
