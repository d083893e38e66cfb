import ConcordData
import ConcordNN

/// What a model makes of labelled images.
public struct Evaluation: Sendable, Equatable {
  public let imageCount: Int
  /// Of how many images the largest logit was the label's.
  public let correctCount: Int
  /// The mean over the images: the sum in binary32, in their order, divided once.
  public let loss: Float
  /// For each label a row: how many of its images were taken for each class. Only where it was asked for.
  public let confusion: [[Int]]?

  /// Between 0 and 1.
  public var accuracy: Double { Double(correctCount) / Double(imageCount) }
}

extension TrainingSession {
  /// Classifies all images, in their order. How many are on the device at a time changes no bit.
  ///
  /// - Parameters:
  ///   - part: At least one image; the session was made for micro-batches of its own size and of what remains of the part.
  ///   - countsConfusion: Reads the logits of every micro-batch too.
  public func evaluate(_ part: DatasetPart, countsConfusion: Bool = false) throws -> Evaluation {
    let schedule = try BatchSchedule(
      sampleCount: part.count, batchSize: min(microBatch, part.count), seed: 0, shuffles: false)
    let loader = BatchLoader(part: part, schedule: schedule, epochs: 0..<1)
    var confusion = [[Int]](
      repeating: [Int](repeating: 0, count: model.classCount), count: countsConfusion ? model.classCount : 0)
    var batch = Batch()
    var isFirst = true
    while loader.next(into: &batch) {
      try batch.images.withUnsafeBufferPointer { images in
        try batch.labels.withUnsafeBufferPointer { labels in
          try evaluate(images: images, labels: labels, isFirst: isFirst)
        }
      }
      isFirst = false
      guard countsConfusion else { continue }
      for (label, predicted) in zip(batch.labels, try predictedClasses(count: batch.labels.count)) {
        confusion[Int(label)][predicted] += 1
      }
    }
    return Evaluation(
      imageCount: part.count, correctCount: try correctCount(), loss: try lossTotal() / Float(part.count),
      confusion: countsConfusion ? confusion : nil)
  }
}
