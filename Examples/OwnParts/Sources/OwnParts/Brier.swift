import Concord

/// Brier's score: the mean over the classes of the squared distance of the probabilities from 1 for the label and 0 elsewhere. Its gradient
/// follows from these operations, and so does what it takes of memory.
struct Brier: Loss {
  let name = "brier"

  func target(for output: [Int]) throws(GraphError) -> TensorType { TensorType(.int32, []) }

  func append(to graph: inout Graph, output: Tensor, target: Tensor, scale: RunScalar) throws(GraphError) -> Tensor {
    let label = try graph.apply(OneHot(classes: graph[output].type.shape[1]), to: [target])[0]
    let minus = try graph.apply(Multiply(), to: [label, graph.constant("-1", [-1])])[0]
    let distance = try graph.apply(Add(), to: [graph.apply(SoftmaxOperation(), to: [output])[0], minus])[0]
    return try graph.apply(Reduce(.mean), to: [graph.apply(Multiply(), to: [distance, distance])[0]])[0]
  }
}
