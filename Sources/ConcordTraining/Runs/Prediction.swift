import ConcordData
import ConcordMemory
import ConcordNumerics

/// What a model takes one sample for.
public struct Prediction: Sendable, Equatable {
  /// Of each class: softmax of the logits, in the arithmetic of the operation `softmax`, so with the same bits on every backend.
  public let probabilities: [Float]

  /// - Parameter logits: At least one.
  public init(logits: ArraySlice<Float>) {
    let first = logits.startIndex
    let largest = LaneReduction.maximum(count: logits.count) { logits[first + $0] }
    let exponentials = logits.map { Exact.exp($0 - largest) }
    let sum = LaneReduction.sum(count: exponentials.count) { exponentials[$0] }
    probabilities = exponentials.map { $0 / sum }
  }

  /// The likeliest classes, the lowest of equally likely ones first.
  public func top(_ count: Int) -> [Int] {
    Array(probabilities.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }.prefix(count))
  }
}

extension TrainingSession {
  /// What the model takes each sample for, in their order. How many are on the device at a time changes no bit.
  ///
  /// - Parameter source: The session was made for micro-batches of its own size and of what remains of the source.
  public func predictions(_ source: any DataSource) throws -> [Prediction] {
    let schedule = try BatchSchedule(
      sampleCount: source.count, batchSize: min(microBatch, source.count), seed: 0, shuffles: false)
    let loader = BatchLoader(source, schedule, epochs: 0..<1)
    var result: [Prediction] = []
    result.reserveCapacity(source.count)
    while let batch = try loader.next() {
      try batch.withUnsafeBytes { try evaluate(inputs: $0, targets: $1, count: batch.count, isFirst: true) }
      let logits = try logits(count: batch.count)
      let classes = logits.count / batch.count
      for sample in 0..<batch.count {
        result.append(Prediction(logits: logits[(sample * classes)..<((sample + 1) * classes)]))
      }
    }
    return result
  }
}
