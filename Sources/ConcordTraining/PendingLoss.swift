import ConcordKit

/// The loss of a step that the device may not have made yet.
public struct PendingLoss {
  let read: any PendingRead

  /// The sum over the samples. Waits for the step; at most once.
  public func total() throws -> Float {
    var total: Float = 0
    try withUnsafeMutableBytes(of: &total) { try read.finish(into: $0) }
    return total
  }
}
