import ConcordGraph
import ConcordKit

/// y = x · Wᵀ + b, x [N, …, in], y [N, …, out], W [out, in], b [out]: the fully connected layer, on each row of a sample.
public struct Linear: Layer {
  /// Values of a sample before.
  public let inputs: Int
  /// Values of a sample after.
  public let outputs: Int
  /// Whether each value after has a bias.
  public let bias: Bool
  public let name: String?

  /// Weights [`outputs`, `inputs`] and, where there is one, a bias of `outputs` values.
  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true, name: String? = nil) {
    self.inputs = inputs
    self.outputs = outputs
    self.bias = bias
    self.name = name
  }

  public var kind: String { "Linear" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count >= 2, shape[shape.count - 1] == inputs else {
      throw context.mismatch(
        kind, expected: shape.count > 2 ? "[N, …, \(inputs)]" : "[N, \(inputs)]", got: shape,
        remedy: shape.count > 2 ? "put a Flatten before it" : nil)
    }
    let rows = try context.graph.view(input, as: [shape.dropLast().reduce(1, *), inputs])
    let start = Initializer.fanIn(inputs)
    let weight = context.parameter("weight", [outputs, inputs], start)
    let offset = bias ? context.parameter("bias", [outputs], start) : nil
    var output = try context.graph.apply(MatMul(transposeB: true), to: [rows, weight])[0]
    if let offset { output = try context.graph.apply(BiasAdd(), to: [output, offset])[0] }
    return try context.graph.view(output, as: shape.dropLast() + [outputs])
  }
}
