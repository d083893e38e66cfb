import ConcordData
import ConcordMemory
import ConcordNumerics

/// What a model takes one sample for.
public struct Prediction: Sendable, Equatable {
  /// Of each class: softmax of the logits, in the arithmetic of the operation `softmax`, so with the same bits on every backend.
  public let probabilities: [Float]

  /// One probability for each class, in the order of the labels.
  public init(probabilities: [Float]) { self.probabilities = probabilities }

  /// - Parameter logits: At least one.
  public init(logits: ArraySlice<Float>) {
    let first = logits.startIndex
    let largest = LaneReduction.maximum(count: logits.count) { logits[first + $0] }
    let exponentials = logits.map { Exact.exp($0 - largest) }
    let sum = LaneReduction.sum(count: exponentials.count) { exponentials[$0] }
    probabilities = exponentials.map { $0 / sum }
  }

  /// The values of each of so many samples.
  fileprivate static func rows(_ values: [Float], count: Int) -> [ArraySlice<Float>] {
    let classes = values.count / count
    return (0..<count).map { values[($0 * classes)..<(($0 + 1) * classes)] }
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
    let loader = try BatchLoader(inOrder: source, size: microBatch)
    var result: [Prediction] = []
    while let batch = try loader.next() {
      try batch.withUnsafeBytes { try evaluate(inputs: $0, targets: $1, count: batch.count, isFirst: true) }
      result += Prediction.rows(try logits(count: batch.count), count: batch.count).map { Prediction(logits: $0) }
    }
    return result
  }
}

extension InferenceSession {
  /// What the model takes each sample for, in their order, with the bits that a ``TrainingSession`` gives.
  public func predictions(_ source: any DataSource) throws -> [Prediction] {
    let loader = try BatchLoader(inOrder: source, size: size)
    var result: [Prediction] = []
    while let batch = try loader.next() {
      let probabilities = try batch.withUnsafeBytes { inputs, _ in try self.probabilities(inputs: inputs, count: batch.count)[0]
      }
      result += Prediction.rows(probabilities, count: batch.count).map { Prediction(probabilities: Array($0)) }
    }
    return result
  }
}
