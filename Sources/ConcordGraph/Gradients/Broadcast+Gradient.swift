import ConcordKit

extension Differentiation {
  /// The gradient with respect to `tensor` is `gradient`, of the shape that the tensor was stretched to, summed over the axes that it
  /// lacks; added to what came before.
  ///
  /// Neighbouring axes are one sum in 64 lanes, the last ones first. Samples that share a parameter are folded in their order.
  mutating func contribute(to tensor: Tensor, stretched gradient: Tensor) throws(GraphError) {
    var common = graph[gradient].type.shape
    var shape = graph[tensor].type.shape
    guard shape != common else { return try contribute(to: tensor, gradient) }
    shape = [Int](repeating: 1, count: common.count - shape.count) + shape
    let samples = foldsSamples(for: tensor) && shape[0] == 1 ? common.removeFirst() : nil
    if samples != nil { shape.removeFirst() }
    var (sum, axes) = (gradient, Broadcast.axes(of: [shape], stretchedTo: common))
    var positions = 1
    while let last = axes.lastIndex(where: { $0.isThere == [false] }) {
      let rows = axes[..<last].reduce(samples ?? 1) { $0 * $1.size }
      let inner = axes[(last + 1)...].reduce(1) { $0 * $1.size }
      let columns = axes.remove(at: last).size
      if samples != nil, inner == 1, !axes.contains(where: { $0.isThere == [false] }) {
        // They are positions of each sample's share, which the fold sums.
        positions = columns
      } else {
        let x = try graph.view(sum, as: inner == 1 ? [rows, columns] : [rows, columns, inner])
        sum = try apply(Reduce(.sum), to: [x], gradientsOf: tensor)[0]
      }
    }
    guard let samples else { return try contribute(to: tensor, graph.view(sum, as: graph[tensor].type.shape)) }
    let count = graph[tensor].type.elementCount
    let flat = try graph.view(tensor, as: [count])
    let shares = try graph.view(sum, as: [samples, count] + (positions == 1 ? [] : [positions]))
    try contribute(to: flat, BatchSum(), [shares])
  }
}
