import ConcordGraph
import ConcordKit

/// What a model computes where nothing is trained: the forward pass of an evaluation, and softmax of each output.
public struct InferenceGraph: Sendable {
  /// The operations.
  public private(set) var graph: Graph
  /// How many samples.
  public let size: Int
  /// The model's parameters, in order.
  public let parameters: [Parameter]
  /// What layers keep without learning it.
  public let state: [Parameter]
  /// Those of the model: [N, C, H, W], or what else it takes.
  public let inputs: [Tensor]
  /// What the model gives.
  public let outputs: [Output]

  /// One output of the model.
  public struct Output: Sendable {
    /// [N, classes]. Read by the last operations, so that they are there when all has run.
    public let logits: Tensor
    /// Softmax over the last axis, at a place of its own.
    public let probabilities: Tensor
  }

  private let forwardCount: Int

  /// The graph of an evaluation of `size` samples; throws where the model does not fit together.
  public init(_ model: Model, size: Int) throws(GraphError) {
    var graph = Graph()
    // From the first tensor on: those of two phases would lie over each other.
    graph.phase = .evaluation
    let inputs = model.declareInputs(batchSize: size, in: &graph)
    var context = ModelContext(graph)
    let logits = try model.logits(of: inputs, in: &context)
    graph = context.graph
    graph.layer = "probabilities"
    var outputs: [Output] = []
    for logits in logits {
      let type = graph[logits].type
      let probabilities = graph.declare("probabilities", type, .batch)
      let classes = type.shape.last ?? 1
      let rows = [classes > 0 ? type.elementCount / classes : 0, classes]
      let (from, into) = (try graph.view(logits, as: rows), try graph.view(probabilities, as: rows))
      try graph.apply(SoftmaxOperation(), to: [from], into: [into])
      outputs.append(Output(logits: logits, probabilities: probabilities))
    }
    // Only now: what is given out is read by softmax, so that nothing swallows it.
    graph.fuse()
    forwardCount = graph.nodes.count - outputs.count
    self.graph = graph
    self.size = size
    parameters = context.parameters
    state = context.state
    self.inputs = inputs
    self.outputs = outputs
  }

  /// From the inputs to the logits.
  public var forward: [Node] { Array(graph.nodes[..<forwardCount]) }

  /// From the logits to the probabilities.
  public var softmax: [Node] { Array(graph.nodes[forwardCount...]) }

  /// Whether a sample's results depend on those beside it.
  public var couplesSamples: Bool { graph.couplesSamples(samples: size, phase: .evaluation) }
}
