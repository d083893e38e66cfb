import ConcordGraph
import ConcordKit

extension MemoryTape {
  /// The bytes of every activation.
  func activationByteCounts(samples: Int) -> [Int] { activations.map { records[$0].byteCount(samples: samples) } }

  /// For each step the bytes of the activations that were written and will be read, a place that one
  /// takes over from another counted once.
  func liveBytes(samples: Int, _ plan: MemoryPlan) -> [Int] {
    let blocks = blocks(samples: samples, joining: plan != .retain)
    return steps.indices.map { index in
      blocks.reduce(0) { $0 + ($1.first <= index && index <= $1.last ? $1.rounded : 0) }
    }
  }
}
