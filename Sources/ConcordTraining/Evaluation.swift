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
  /// Classifies all samples, in their order. How many are on the device at a time changes no bit.
  ///
  /// - Parameters:
  ///   - source: The session was made for micro-batches of its own size and of what remains of the source.
  ///   - countsConfusion: Reads the logits of every micro-batch too.
  public func evaluate(_ source: any DataSource, countsConfusion: Bool = false) throws -> Evaluation {
    let schedule = try BatchSchedule(
      sampleCount: source.count, batchSize: min(microBatch, source.count), seed: 0, shuffles: false)
    let loader = BatchLoader(source, schedule, epochs: 0..<1)
    var confusion = [[Int]](
      repeating: [Int](repeating: 0, count: model.classCount), count: countsConfusion ? model.classCount : 0)
    var isFirst = true
    while let batch = try loader.next() {
      try batch.withUnsafeBytes { try evaluate(inputs: $0, targets: $1, count: batch.count, isFirst: isFirst) }
      isFirst = false
      guard countsConfusion else { continue }
      for (label, predicted) in zip(batch.target(as: Int32.self), try predictedClasses(count: batch.count)) {
        confusion[Int(label)][predicted] += 1
      }
    }
    return Evaluation(
      imageCount: source.count, correctCount: try correctCount(), loss: try lossTotal() / Float(source.count),
      confusion: countsConfusion ? confusion : nil)
  }
}
