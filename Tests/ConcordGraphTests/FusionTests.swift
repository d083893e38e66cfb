import ConcordGraph
import ConcordKit
import ConcordTestSupport
import Testing

@Suite("Fusion")
struct FusionTests {
  /// Two layers, differentiated.
  private struct Network {
    var graph: Graph
    let inputs: [Tensor]
    let labels: Tensor
    let results: [Tensor]

    init() throws {
      var graph = Graph()
      let shapes = [[6, 9], [8, 9], [8], [5, 8], [5]]
      let inputs = shapes.map { graph.declare("in", TensorType($0), .parameters) }
      let labels = graph.declare("labels", TensorType(.int32, [6]), .batch)
      let gradients = shapes.map { graph.declare("g", TensorType($0), .gradients) }
      let product = try graph.apply(MatMul(transposeB: true), to: [inputs[0], inputs[1]])[0]
      let hidden = try graph.apply(Activation(.relu), to: graph.apply(BiasAdd(), to: [product, inputs[2]]))[0]
      let logits = try graph.apply(
        BiasAdd(), to: [graph.apply(MatMul(transposeB: true), to: [hidden, inputs[3]])[0], inputs[4]])[0]
      let loss = try graph.apply(
        SoftmaxCrossEntropy(), to: [logits, labels], scalars: [graph.scalar("scale", .float32)])
      try Differentiation.append(
        to: &graph, parameterGradients: Dictionary(uniqueKeysWithValues: zip(inputs, gradients)))
      self.graph = graph
      self.inputs = inputs
      self.labels = labels
      results = gradients + [hidden, logits] + loss
    }

    func bits(_ values: [[Float]]) throws -> [[UInt32]] {
      let run = try GraphRun(graph)
      for (tensor, value) in zip(inputs, values) { try run.write(value, to: tensor) }
      try run.write([0, 1, 2, 3, 4, 0] as [Int32], to: labels)
      try run.run(scalars: ["scale": 1 / 6])
      return try results.map(run.bits)
    }
  }

  @Test("fused operations give every bit of the unfused ones, special values included", arguments: [true, false])
  func sameBits(special: Bool) throws {
    let plain = try Network()
    var fused = plain
    fused.graph.fuse()
    #expect(fused.graph.nodes.count == plain.graph.nodes.count - 3, "two biases and one activation are folded in")
    #expect(fused.graph.nodes.compactMap { $0.definition as? MatMul }.filter(\.bias).map(\.activation) == [.relu, .identity])
    for seed in 1...8 {
      var numbers = SeededNumbers(UInt64(seed))
      let values = plain.inputs.map { tensor in
        let count = plain.graph[tensor].type.elementCount
        // A tensor of special values makes nearly every sum NaN, so one in four runs has them in one tensor only.
        return special && (tensor.id % 4 == seed % 4) ? numbers.anyFloats(count) : numbers.floats(count)
      }
      #expect(try plain.bits(values) == fused.bits(values))
    }
  }

  @Test("a product that something else reads too is not fused")
  func twoReaders() throws {
    var graph = Graph()
    let a = graph.declare("a", TensorType([2, 2]), .batch)
    let b = graph.declare("b", TensorType([2]), .parameters)
    let product = try graph.apply(MatMul(), to: [a, a])[0]
    try graph.apply(BiasAdd(), to: [product, b])
    try graph.apply(Reduce(.sum), to: [product])
    graph.fuse()
    #expect(graph.nodes.map(\.name) == ["matmul", "bias_add", "reduce"])
  }

  @Test("a product in a gradient's place is not fused away")
  func gradientsStay() throws {
    var graph = Graph()
    let a = graph.declare("a", TensorType([2, 2]), .batch)
    let gradient = graph.declare("g", TensorType([2, 2]), .gradients)
    try graph.apply(MatMul(), to: [a, a], into: [gradient])
    try graph.apply(Activation(.relu), to: [gradient])
    graph.fuse()
    #expect(graph.nodes.map(\.name) == ["matmul", "activation"])
  }

  @Test("nodes before the start stay as they are")
  func start() throws {
    var graph = Graph()
    let a = graph.declare("a", TensorType([2, 2]), .batch)
    for _ in 0..<2 { try graph.apply(Activation(.relu), to: graph.apply(MatMul(), to: [a, a])) }
    graph.fuse(from: 2)
    #expect(graph.nodes.map(\.name) == ["matmul", "activation", "matmul"])
  }
}
