import ConcordGraph
import ConcordKit
import ConcordTestSupport
import Testing

@Suite("Uses of a parameter")
struct UsesTests {
  /// logits = x₀ w + x₁ w + x₂ w of those of the inputs that are used.
  private static func run(_ used: [Int], _ values: [[Float]], _ weight: [Float]) throws -> (graph: Graph, bits: [UInt32]) {
    var graph = Graph()
    let inputs = values.map { _ in graph.declare("x", TensorType([5, 4]), .batch) }
    let labels = graph.declare("labels", TensorType(.int32, [5]), .batch)
    let w = graph.declare("w", TensorType([4, 3]), .parameters)
    let gradient = graph.declare("w.gradient", TensorType([4, 3]), .gradients)
    // The sum of all, so that each use has the same gradient of the logits whichever are learned through w.
    let fixed = graph.declare("fixed", TensorType([4, 3]), .state)
    var logits: Tensor?
    for (number, x) in inputs.enumerated() {
      graph.layer = "use \(number)"
      let part = try graph.apply(MatMul(), to: [x, used.contains(number) ? w : fixed])[0]
      logits = try logits.map { try graph.apply(Add(), to: [$0, part])[0] } ?? part
    }
    graph.layer = "loss"
    try graph.apply(
      SoftmaxCrossEntropy(), to: [try #require(logits), labels], scalars: [graph.scalar("scale", .float32)])
    try Differentiation.append(to: &graph, parameterGradients: [w: gradient])
    let run = try GraphRun(graph)
    for (tensor, numbers) in zip(inputs, values) { try run.write(numbers, to: tensor) }
    try run.write([0, 2, 1, 1, 0] as [Int32], to: labels)
    try run.write(weight, to: w)
    try run.write(weight, to: fixed)
    try run.run(scalars: ["scale": 0.2])
    return (graph, try run.bits(gradient))
  }

  @Test("each use is folded by itself, and the uses are added in the order of the forward pass")
  func order() throws {
    var numbers = SeededNumbers(11)
    let values = (0..<3).map { _ in numbers.floats(20) }
    let weight = numbers.floats(12)
    let single = try (0..<3).map { try Self.run([$0], values, weight).bits.map(Float.init(bitPattern:)) }
    let (graph, bits) = try Self.run([0, 1, 2], values, weight)
    let sums = (0..<12).map { (single[0][$0] + single[1][$0]) + single[2][$0] }
    let others = (0..<12).map { single[0][$0] + (single[1][$0] + single[2][$0]) }
    #expect(bits == sums.map(\.bitPattern))
    #expect(sums != others, "the order can be seen")
    let folds = graph.nodes.filter { $0.pass == .fold }
    #expect(folds.map(\.name) == ["batch_sum", "batch_sum"])
    #expect(graph.nodes.suffix(2).allSatisfy { $0.pass == .fold }, "they are the end of the step")
    #expect(graph.tensors.count { $0.category == .gradients } >= 3, "an accumulator for each use")
  }

  @Test("what depends on no sample is differentiated once, after the last micro-batch")
  func computed() throws {
    var graph = Graph()
    let x = graph.declare("x", TensorType([5, 4]), .batch)
    let labels = graph.declare("labels", TensorType(.int32, [5]), .batch)
    let w = graph.declare("w", TensorType([4, 3]), .parameters)
    let gradient = graph.declare("w.gradient", TensorType([4, 3]), .gradients)
    let squashed = try graph.apply(Activation(.tanh), to: [w])[0]
    let logits = try graph.apply(MatMul(), to: [x, squashed])[0]
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labels], scalars: [graph.scalar("scale", .float32)])
    try Differentiation.append(to: &graph, parameterGradients: [w: gradient])
    #expect(graph.nodes.filter { $0.pass == .backward }.map(\.name) == ["matmul"])
    #expect(graph.nodes.filter { $0.pass == .fold }.map(\.name) == ["activation_gradient"])
  }

  @Test("a gradient that is no fold over samples is refused by name")
  func noFold() throws {
    var graph = Graph()
    let x = graph.declare("x", TensorType([5, 3]), .batch)
    let labels = graph.declare("labels", TensorType(.int32, [5]), .batch)
    let w = graph.declare("w", TensorType([5, 3]), .parameters)
    let gradient = graph.declare("w.gradient", TensorType([5, 3]), .gradients)
    graph.layer = "mask"
    let logits = try graph.apply(Concatenate(axis: 1), to: [x, w])[0]
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labels], scalars: [graph.scalar("scale", .float32)])
    let error = #expect(throws: GraphError.self) {
      try Differentiation.append(to: &graph, parameterGradients: [w: gradient])
    }
    #expect(error?.layer == "mask")
    #expect(error?.message.contains("slice cannot fold") == true)
  }
}
