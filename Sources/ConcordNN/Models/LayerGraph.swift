import ConcordGraph
import ConcordKit

/// A layer by itself: what can be said of it without the model that it is part of.
public struct LayerGraph: Sendable {
  /// The parameters of all layers, in order.
  public let parameters: [Parameter]
  /// What it keeps from step to step without learning it.
  public let state: [Parameter]
  /// Of each output, without the samples' dimension.
  public let outputShapes: [[Int]]

  /// - Parameters:
  ///   - path: The names of the layers that it lies in, and its own.
  ///   - inputs: Each [N, …].
  ///   - values: What layers within it can take by name.
  /// - Throws: A shape mistake.
  package init(
    _ layer: any Layer, named path: [String], phase: Phase, inputs: [TensorType], values: NamedValues<TensorType>
  ) throws(GraphError) {
    var graph = Graph()
    graph.phase = phase
    let tensors = inputs.map { graph.declare("x", $0, .batch) }
    var context = ModelContext(graph, scope: path.dropLast())
    context.know(values)
    let outputs = try context.apply(layer, as: path.last ?? "", to: tensors)
    parameters = context.parameters
    state = context.state
    outputShapes = outputs.map { Array(context.graph[$0].type.shape.dropFirst()) }
  }
}
