import ConcordData
import ConcordKit
import ConcordRuns

extension RunPage {
  /// The first batch of a training as the model sees it: changed at random, and normalised. Nil where samples are no images.
  static func trainingImages(_ dataset: Dataset, _ schedule: BatchSchedule) throws -> ImageSheet? {
    guard let images = dataset.images?.train else { return nil }
    let loader = BatchLoader(images, schedule, epochs: 0..<1)
    guard let batch = try loader.next() else { return nil }
    let entries = batch.withUnsafeBytes { inputs, targets in
      let values = Array(inputs[0].assumingMemoryBound(to: Float.self))
      let labels = Array(targets[0].assumingMemoryBound(to: Int32.self))
      return (0..<min(batch.count, ImageSheet.capacity)).map { sample in
        let first = sample * images.elementsPerImage
        let shown = bytes(values[first..<(first + images.elementsPerImage)], images)
        return ImageSheet.Entry(
          image: PNGImage(planes: shown[...], shape: images.imageShape), caption: dataset.classNames[Int(labels[sample])])
      }
    }
    return ImageSheet(title: "The first training images, as the model sees them", entries: entries)
  }

  /// Test images, spread over all, with their labels and what they were taken for.
  static func predictions(_ dataset: Dataset, _ predictions: [Prediction]) throws -> ImageSheet? {
    guard let images = labels(dataset, predictions), images.count > 0 else { return nil }
    let count = min(images.count, ImageSheet.capacity)
    let entries = try (0..<count).map { number in
      let place = number * images.count / count
      let (label, taken) = (Int(images.labels[place]), predictions[place].top(1)[0])
      let names = dataset.classNames
      return ImageSheet.Entry(
        image: PNGImage(planes: shown(try images.pixels(of: place), images)[...], shape: images.imageShape),
        caption: label == taken ? names[label] : "\(names[label]) → \(names[taken])", isMarked: label != taken)
    }
    return ImageSheet(title: "Test images; where the model is wrong: label → taken for", entries: entries)
  }

  /// Bytes of which what counts as white in the data is white.
  static func shown(_ pixels: [UInt8], _ images: LabelledImages) -> [UInt8] {
    let maximum = images.normalization.maximum
    return maximum == 255 ? pixels : pixels.map { UInt8(min(255, max(0, Float($0) / maximum * 255))) }
  }

  /// The same of what a model is given.
  private static func bytes(_ values: ArraySlice<Float>, _ images: LabelledImages) -> [UInt8] {
    let (normalization, plane) = (images.normalization, images.elementsPerImage / images.imageShape[0])
    return values.enumerated().map { place, value in
      let channel = place / plane
      let scaled = value * normalization.standardDeviation[channel] + normalization.mean[channel]
      return UInt8(min(255, max(0, (scaled * 255).rounded())))
    }
  }
}
