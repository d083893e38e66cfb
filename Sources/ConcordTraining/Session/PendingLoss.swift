import ConcordKit

/// The loss of a step that the device may not have made yet.
public struct PendingLoss {
  /// What the targets of the step's batch count, by output.
  let weights: [Double]
  /// One for each output of the model.
  let reads: [any PendingRead]

  /// The weight of the batch's targets, of the first output: the number of samples where each counts 1.
  public var weight: Double { weights.first ?? 0 }

  /// The sum over the samples and, in their order, the outputs. Waits for the step; at most once.
  public func total() throws -> Float {
    var sum: Float?
    for read in reads {
      var total: Float = 0
      try withUnsafeMutableBytes(of: &total) { try read.finish(into: $0) }
      sum = sum.map { $0 + total } ?? total
    }
    return sum ?? 0
  }
}
