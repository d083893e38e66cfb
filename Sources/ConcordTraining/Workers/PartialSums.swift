import ConcordKit

/// What shards leave, on its way through the host: the gradients of each update group, and the loss total of each output.
final class PartialSums: @unchecked Sendable {
  /// In the order of the graph's sums. Written by one thread at a time: whoever holds it alone.
  private(set) var values: [[Float]]

  init(_ values: [[Float]]) { self.values = values }

  /// Element by element, these on the left.
  func add(_ right: PartialSums) {
    for number in values.indices {
      right.values[number].withUnsafeBufferPointer { right in
        values[number].withUnsafeMutableBufferPointer { left in
          // Each range is one thread's own.
          nonisolated(unsafe) let (left, right) = (left, right)
          ParallelWork.forRanges(of: left.count, multiple: 64, work: 12 * left.count) { range in
            for place in range { left[place] += right[place] }
          }
        }
      }
    }
  }
}
