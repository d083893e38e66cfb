import ConcordGraph
import ConcordKit
import ConcordTestSupport
import Testing

/// Gradients on the reference against central differences of the same mathematics in binary64.
@Suite("Gradients")
struct GradientTests {
  @Test(
    "a gradient is the slope that finite differences in binary64 find",
    arguments: GradientCase.all + GradientCase.normalizations)
  func finiteDifferences(_ example: GradientCase) throws {
    var numbers = SeededNumbers(7)
    var values = example.shapes.map { shape in
      (0..<shape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &numbers) }.map(Double.init)
    }
    let labels = (0..<example.logitsShape[0]).map { Int32($0 * 7 % example.logitsShape[1]) }
    let scale = 0.25

    var graph = Graph()
    let parameters = example.shapes.map { graph.declare("p", TensorType($0), .parameters) }
    let gradients = example.shapes.map { graph.declare("g", TensorType($0), .gradients) }
    let labelTensor = graph.declare("labels", TensorType(.int32, [labels.count]), .batch)
    let logits = try example.build(&graph, parameters)
    #expect(graph[logits].type.shape == example.logitsShape)
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labelTensor], scalars: [graph.scalar("scale", .float32)])
    try Differentiation.append(
      to: &graph, parameterGradients: Dictionary(uniqueKeysWithValues: zip(parameters, gradients)))
    graph.fuse()
    let run = try GraphRun(graph)
    for (tensor, value) in zip(parameters, values) { try run.write(value.map { Float($0) }, to: tensor) }
    try run.write(labels, to: labelTensor)
    try run.run(scalars: ["scale": Float(scale)])

    // Central differences with h = 1e-5: the truncation, h²/6 times a third derivative that is below 100 for weights in [-1, 1],
    // stays below 2e-9; the rounding, 2⁻⁵³ · |loss| / h with a loss below 10, below 2e-10. The float32 gradient is a few
    // chains of at most 7 terms and a softmax, each within 2⁻²⁴ of its terms' magnitudes: 64 · 2⁻²⁴ ≈ 4e-6 bounds them all.
    let step = 1e-5
    let tolerance = 64 * 0x1p-24
    var kink = Double.infinity
    func loss(_ kink: inout Double) -> Double {
      example.forward(values, &kink).crossEntropy(labels, scale: scale)
    }
    var nonZero = 0
    for (index, tensor) in gradients.enumerated() {
      for (element, gradient) in try run.floats(tensor).enumerated() {
        let start = values[index][element]
        values[index][element] = start + step
        let above = loss(&kink)
        values[index][element] = start - step
        let below = loss(&kink)
        values[index][element] = start
        let slope = (above - below) / (2 * step)
        #expect(
          abs(Double(gradient) - slope) <= tolerance * max(1, abs(slope)),
          "parameter \(index), element \(element): \(gradient), but the slope is \(slope)")
        if abs(slope) > 1e-3 { nonZero += 1 }
      }
    }
    #expect(kink > 0, "no difference was taken across a kink: each step moves an element by at most \(step) · 4")
    #expect(kink > 8 * step)
    #expect(nonZero > 5, "the example has slopes to speak of")
  }

  @Test("the gradient that softmax_cross_entropy gives is the slope of its scaled loss")
  func softmaxCrossEntropy() throws {
    var numbers = SeededNumbers(5)
    let logits = (0..<24).map { _ in Float.random(in: -4...4, using: &numbers) }
    let labels: [Int32] = [0, 3, 1, 1, 2, 0]
    var graph = Graph()
    let logitsTensor = graph.declare("logits", TensorType([6, 4]), .batch)
    let labelTensor = graph.declare("labels", TensorType(.int32, [6]), .batch)
    let outputs = try graph.apply(
      SoftmaxCrossEntropy(), to: [logitsTensor, labelTensor], scalars: [graph.scalar("scale", .float32)])
    let run = try GraphRun(graph)
    try run.write(logits, to: logitsTensor)
    try run.write(labels, to: labelTensor)
    try run.run(scalars: ["scale": 0.125])
    let exact = logits.map(Double.init)
    for (element, gradient) in try run.floats(outputs[1]).enumerated() {
      func loss(_ change: Double) -> Double {
        var moved = exact
        moved[element] += change
        return Matrix(6, 4, moved).crossEntropy(labels, scale: 0.125)
      }
      // h = 1e-5: truncation and rounding below 1e-9; the float32 softmax within 16 roundings of numbers up to 1/8.
      #expect(abs(Double(gradient) - (loss(1e-5) - loss(-1e-5)) / 2e-5) <= 16 * 0x1p-24 * 0.125 + 1e-9)
    }
    for (n, loss) in try run.floats(outputs[0]).enumerated() {
      let exact = Matrix(1, 4, Array(exact[(4 * n)..<(4 * n + 4)])).crossEntropy([labels[n]], scale: 1)
      #expect(abs(Double(loss) - exact) <= 16 * 0x1p-24 * max(1, exact))
    }
  }

  @Test("a parameter that does not reach the loss is an error that names it")
  func unusedParameter() throws {
    var graph = Graph()
    let x = graph.declare("x", TensorType([3, 4]), .batch)
    let w = graph.declare("w", TensorType([4, 2]), .parameters)
    let spare = graph.declare("spare", TensorType([2]), .parameters)
    let labels = graph.declare("labels", TensorType(.int32, [3]), .batch)
    let product = try graph.apply(MatMul(), to: [x, w])[0]
    try graph.apply(SoftmaxCrossEntropy(), to: [product, labels], scalars: [graph.scalar("scale", .float32)])
    let error = #expect(throws: GraphError.self) {
      try Differentiation.append(
        to: &graph,
        parameterGradients: [
          w: graph.declare("g", TensorType([4, 2]), .gradients), spare: graph.declare("h", TensorType([2]), .gradients),
        ])
    }
    #expect(error?.message.contains("'spare' does not contribute to the loss") == true)
  }

  @Test("a parameter's gradient that comes as a whole is copied, and added where there are two")
  func directParameter() throws {
    var graph = Graph()
    let (logits, labels) = try Self.loss(&graph)
    let gradient = graph.declare("g", TensorType([3, 2]), .gradients)
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labels], scalars: [graph.scalar("scale", .float32)])
    try Differentiation.append(to: &graph, parameterGradients: [logits: gradient])
    let run = try GraphRun(graph)
    // Two classes with equal logits: (1/2 - 1) and 1/2, times the scale; the loss is there twice.
    try run.write([Float](repeating: 0, count: 6), to: logits)
    try run.write([0, 1, 0] as [Int32], to: labels)
    try run.run(scalars: ["scale": 0.5])
    #expect(try run.floats(gradient) == [-0.5, 0.5, 0.5, -0.5, -0.5, 0.5])
  }

  @Test("an operation without a gradient rule before the loss is refused by name")
  func noRule() throws {
    var graph = Graph()
    let w = graph.declare("w", TensorType([3, 4]), .parameters)
    let x = graph.declare("x", TensorType([4, 8]), .batch)
    let labels = graph.declare("labels", TensorType(.int32, [1]), .batch)
    graph.layer = "pool"
    let sums = try graph.apply(Reduce(.max), to: graph.apply(MatMul(), to: [w, x]))[0]
    graph.layer = "loss"
    let logits = try graph.view(sums, as: [1, 3])
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labels], scalars: [graph.scalar("scale", .float32)])
    let error = #expect(throws: GraphError.self) {
      try Differentiation.append(
        to: &graph, parameterGradients: [w: graph.declare("g", TensorType([3, 4]), .gradients)])
    }
    #expect(error?.layer == "pool")
    #expect(error?.message.contains("reduce") == true)
  }

  @Test("a fused product is refused by differentiation, since its epilogue would be forgotten")
  func fusedFirst() throws {
    var graph = Graph()
    let x = graph.declare("x", TensorType([3, 4]), .batch)
    let w = graph.declare("w", TensorType([4, 2]), .parameters)
    let labels = graph.declare("labels", TensorType(.int32, [3]), .batch)
    let logits = try graph.apply(MatMul(activation: .relu), to: [x, w])[0]
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labels], scalars: [graph.scalar("scale", .float32)])
    let error = #expect(throws: GraphError.self) {
      try Differentiation.append(
        to: &graph, parameterGradients: [w: graph.declare("g", TensorType([4, 2]), .gradients)])
    }
    #expect(error?.message.contains("fuse a graph after") == true)
  }

  /// A loss on logits that are declared, not computed.
  private static func loss(_ graph: inout Graph) throws -> (logits: Tensor, labels: Tensor) {
    let logits = graph.declare("logits", TensorType([3, 2]), .parameters)
    let labels = graph.declare("labels", TensorType(.int32, [3]), .batch)
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labels], scalars: [graph.scalar("scale", .float32)])
    return (logits, labels)
  }
}
