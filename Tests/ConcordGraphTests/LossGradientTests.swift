import ConcordGraph
import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

/// The gradients that losses give, against central differences of the same losses in binary64.
@Suite("Gradients of losses")
struct LossGradientTests {
  private let samples = 6
  private let columns = 4
  private let scale = 0.125
  private let logits: [Float]
  private let target: [Float]
  private let labels: [Int32] = [0, 3, 1, 1, 2, 0]

  init() {
    var numbers = SeededNumbers(15)
    logits = (0..<24).map { _ in Float.random(in: -4...4, using: &numbers) }
    target = (0..<24).map { _ in Float.random(in: 0...1, using: &numbers) }
  }

  /// - Parameter loss: Of one sample: its logits, its targets, its label.
  private func check(
    _ definition: some OperationDefinition, takesLabels: Bool = false, _ loss: ([Double], [Double], Int) -> Double
  ) throws {
    var graph = Graph()
    let logitsTensor = graph.declare("logits", TensorType([samples, columns]), .batch)
    let other = graph.declare(
      "other", takesLabels ? TensorType(.int32, [samples]) : TensorType([samples, columns]), .batch)
    let outputs = try graph.apply(definition, to: [logitsTensor, other], scalars: [graph.scalar("scale", .float32)])
    let run = try GraphRun(graph)
    try run.write(logits, to: logitsTensor)
    if takesLabels { try run.write(labels, to: other) } else { try run.write(target, to: other) }
    try run.run(scalars: ["scale": Float(scale)])
    let gradient = try run.floats(outputs[1])
    for (n, value) in try run.floats(outputs[0]).enumerated() {
      let x = logits[(n * columns)..<((n + 1) * columns)].map(Double.init)
      let t = target[(n * columns)..<((n + 1) * columns)].map(Double.init)
      let exact = loss(x, t, Int(labels[n]))
      #expect(abs(Double(value) - exact) <= 16 * 0x1p-24 * max(1, exact))
      for k in 0..<columns {
        // h = 1e-5: truncation and rounding below 1e-9; the float32 gradient within 16 roundings of numbers up to 8 · scale.
        var (above, below) = (x, x)
        above[k] += 1e-5
        below[k] -= 1e-5
        let slope = scale * (loss(above, t, Int(labels[n])) - loss(below, t, Int(labels[n]))) / 2e-5
        #expect(abs(Double(gradient[n * columns + k]) - slope) <= 16 * 0x1p-24 * 8 * scale + 1e-9)
      }
    }
  }

  @Test("mean squared error")
  func meanSquaredError() throws {
    try check(MeanSquaredErrorOperation()) { x, t, _ in
      var sum = 0.0
      for (x, t) in zip(x, t) { sum += (x - t) * (x - t) }
      return sum / 4
    }
  }

  @Test("binary cross-entropy")
  func binaryCrossEntropy() throws {
    try check(BinaryCrossEntropyOperation()) { x, t, _ in
      var sum = 0.0
      for (x, t) in zip(x, t) { sum += t * log(1 + exp(-x)) + (1 - t) * log(1 + exp(x)) }
      return sum / 4
    }
  }

  @Test("cross-entropy with smoothed labels", arguments: [0.1, 0.75] as [Float])
  func labelSmoothing(smoothing: Float) throws {
    let epsilon = Double(smoothing)
    try check(SoftmaxCrossEntropy(labelSmoothing: smoothing), takesLabels: true) { x, _, label in
      let logarithm = log(x.map { exp($0) }.reduce(0, +))
      var sum = 0.0
      for (k, x) in x.enumerated() {
        let target = (k == label ? 1 - epsilon : 0) + epsilon / 4
        sum += target * (logarithm - x)
      }
      return sum
    }
  }

  @Test("a target that a parameter contributes to is refused, since its gradient would be lost")
  func learnedTarget() throws {
    for loss in [MeanSquaredErrorOperation(), BinaryCrossEntropyOperation()] as [any OperationDefinition] {
      var graph = Graph()
      let x = graph.declare("x", TensorType([3, 4]), .batch)
      let w = graph.declare("w", TensorType([4, 2]), .parameters)
      let product = try graph.apply(MatMul(), to: [x, w])[0]
      try graph.apply(loss, to: [product, product], scalars: [graph.scalar("scale", .float32)])
      let gradient = graph.declare("g", TensorType([4, 2]), .gradients)
      let error = #expect(throws: GraphError.self) {
        try Differentiation.append(to: &graph, parameterGradients: [w: gradient])
      }
      #expect(error?.message.contains("gives no gradient with respect to its target") == true)
    }
  }

  @Test("a product keeps its bias and leaves other activations than ReLU to themselves")
  func noFusion() throws {
    for function in ActivationFunction.allCases where function != .relu {
      var graph = Graph()
      let x = graph.declare("x", TensorType([3, 4]), .batch)
      let w = graph.declare("w", TensorType([4, 2]), .parameters)
      let b = graph.declare("b", TensorType([2]), .parameters)
      let sum = try graph.apply(BiasAdd(), to: [graph.apply(MatMul(), to: [x, w])[0], b])[0]
      try graph.apply(Activation(function), to: [sum])
      graph.fuse()
      #expect(graph.nodes.map(\.name) == ["matmul", "activation"], "\(function)")
    }
  }
}
