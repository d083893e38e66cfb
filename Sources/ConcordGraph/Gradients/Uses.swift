import ConcordKit

/// The accumulators of a tensor that is the same for every sample, such as a parameter: one for each operation that uses it.
///
/// Each goes on over all samples of a batch, micro-batch after micro-batch. Only then are they added, in the order of the forward
/// pass; added sooner, their sum would depend on where a micro-batch ends.
struct Uses {
  /// In the order of the forward pass.
  private(set) var accumulators: [Tensor] = []
  private var nodes: [Int] = []

  /// - Parameter node: The number of the operation that uses it. Operations come from the last to the first; the uses of one in its own
  ///   order.
  mutating func insert(_ accumulator: Tensor, of node: Int) {
    let place = nodes.prefix { $0 == node }.count
    nodes.insert(node, at: place)
    accumulators.insert(accumulator, at: place)
  }

  /// The operation that comes first in the forward pass.
  var firstNode: Int? { nodes.first }

  /// One sum instead of its parts.
  mutating func replaceAll(with sum: Tensor) { (accumulators, nodes) = ([sum], Array(nodes.prefix(1))) }
}
