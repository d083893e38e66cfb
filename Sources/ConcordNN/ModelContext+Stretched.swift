import ConcordGraph
import ConcordKit

extension ModelContext {
  /// An operation on two tensors, element by element, on two or more from the left: each stretched along its axes of 1.
  ///
  /// Samples lie along the first axis of each, so all have as many axes: a missing one would bring samples beside channels.
  mutating func stretched(
    _ definition: some OperationDefinition, _ inputs: [Tensor], of kind: String
  ) throws(GraphError) -> Tensor {
    guard inputs.count >= 2 else { throw mismatch(kind, expected: "at least two tensors", got: inputs.count) }
    var result = inputs[0]
    for input in inputs.dropFirst() {
      let (before, next) = (graph[result].type.shape, graph[input].type.shape)
      guard before.count == next.count, before.first == next.first, Broadcast.shape(of: [before, next]) != nil else {
        let sizes = (["N"] + before.dropFirst().map(String.init)).joined(separator: ", ")
        throw mismatch(
          kind, expected: "tensors like [\(sizes)], the first, with the same sizes or 1 along each axis", got: next)
      }
      result = try graph.apply(definition, to: [result, input])[0]
    }
    return result
  }
}
