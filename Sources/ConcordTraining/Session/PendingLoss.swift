import ConcordKit

/// The loss of a step that the device may not have made yet.
public struct PendingLoss {
  /// One for each output of the model.
  let reads: [any PendingRead]

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
