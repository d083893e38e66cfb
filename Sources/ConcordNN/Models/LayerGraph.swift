import ConcordGraph
import ConcordKit

/// A layer by itself: what can be said of it without the model that it is part of.
public struct LayerGraph: Sendable {
  public let parameters: [Parameter]
  /// What it keeps from step to step without learning it.
  public let state: [Parameter]
  /// Without the samples' dimension.
  public let outputShape: [Int]

  /// - Parameters:
  ///   - path: The names of the layers that it lies in, and its own.
  ///   - input: [N, …].
  /// - Throws: A shape mistake.
  public init(_ layer: any Layer, named path: [String], phase: Phase, input: TensorType) throws(GraphError) {
    var graph = Graph()
    graph.phase = phase
    let x = graph.declare("x", input, .batch)
    var context = ModelContext(graph, scope: path.dropLast())
    let output = try context.apply(layer, as: path.last ?? "", to: x)
    parameters = context.parameters
    state = context.state
    outputShape = Array(context.graph[output].type.shape.dropFirst())
  }
}
