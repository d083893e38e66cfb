import ConcordGraph
import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordConformance

/// Gradients of convolutions and pools on the reference, against central differences of the same mathematics in binary64.
@Suite("Gradients of convolution")
struct ConvolutionGradientTests {
  @Test("a gradient is the slope that finite differences in binary64 find", arguments: ConvolutionGradientCase.all)
  func finiteDifferences(example: ConvolutionGradientCase) throws {
    var numbers = SeededNumbers(17)
    let x = (0..<example.xShape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &numbers) }
    let w = (0..<example.wShape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &numbers) }
    let samples = example.xShape[0]
    let labels = (0..<samples).map { Int32($0 + 1) }

    func loss(_ x: [Double], _ w: [Double]) -> Double {
      let y = example.forward(Mathematics(example.xShape, x), Mathematics(example.wShape, w))
      return y.reshaped([samples, y.values.count / samples]).crossEntropy(labels, scale: 1)
    }

    let (dx, dw) = try gradients(example, x: x, w: w, labels: labels)
    // The rounding of central differences with h = 1e-5 is about 1e-10, their truncation about h² = 1e-10; float32 chains of up to
    // 54 terms near 1 and a softmax are within 128 · 2⁻²⁴.
    let step = 1e-5
    let tolerance = 128 * 0x1p-24
    for (isImage, gradient) in [(true, dx), (false, dw)] {
      var steep = 0
      for index in gradient.indices {
        var slope = 0.0
        for sign in [1.0, -1.0] {
          var (xs, ws) = (x.map(Double.init), w.map(Double.init))
          if isImage { xs[index] += sign * step } else { ws[index] += sign * step }
          slope += sign * loss(xs, ws) / (2 * step)
        }
        #expect(
          abs(Double(gradient[index]) - slope) <= tolerance * max(1, abs(slope)),
          "\(isImage ? "x" : "w") \(index): \(gradient[index]), but the slope is \(slope)")
        if abs(slope) > 1e-3 { steep += 1 }
      }
      #expect(steep >= 4, "the example has slopes to speak of")
    }
  }

  /// dx and dw. A product with the identity makes images of a parameter: its gradient is dx.
  private func gradients(
    _ example: ConvolutionGradientCase, x: [Float], w: [Float], labels: [Int32]
  ) throws -> ([Float], [Float]) {
    let samples = example.xShape[0]
    var graph = Graph()
    let flat = [samples, x.count / samples]
    let images = graph.declare("images", TensorType(flat), .parameters)
    let filters = graph.declare("filters", TensorType(example.wShape), .parameters)
    let dImages = graph.declare("d images", TensorType(flat), .gradients)
    let dFilters = graph.declare("d filters", TensorType(example.wShape), .gradients)
    let identity = graph.declare("identity", TensorType([samples, samples]), .batch)
    let labelTensor = graph.declare("labels", TensorType(.int32, [samples]), .batch)
    let product = try graph.apply(MatMul(), to: [identity, images])[0]
    let y = try example.build(&graph, graph.view(product, as: example.xShape), filters)
    let logits = try graph.view(y, as: [samples, graph[y].type.elementCount / samples])
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labelTensor], scalars: [graph.scalar("scale", .float32)])
    try Differentiation.append(to: &graph, parameterGradients: [images: dImages, filters: dFilters])
    graph.fuse()

    let run = try GraphRun(graph)
    try run.write(x, to: images)
    try run.write(w, to: filters)
    try run.write((0..<(samples * samples)).map { Float($0 % (samples + 1) == 0 ? 1 : 0) }, to: identity)
    try run.write(labels, to: labelTensor)
    try run.run(scalars: ["scale": 1])
    return (try run.floats(dImages), try run.floats(dFilters))
  }

  @Test("a convolution takes the bias and the ReLU after it into its own pass")
  func fusion() throws {
    var graph = Graph()
    let x = graph.declare("x", TensorType([2, 1, 4, 4]), .batch)
    let w = graph.declare("w", TensorType([3, 1, 2, 2]), .parameters)
    let b = graph.declare("b", TensorType([3]), .parameters)
    let y = try graph.apply(BiasAdd(), to: [graph.apply(Conv2D(), to: [x, w])[0], b])[0]
    let z = try graph.apply(Activation(.relu), to: [y])[0]
    graph.fuse()
    #expect(graph.nodes.count == 1)
    let fused = try #require(graph.nodes.first?.definition as? Conv2D)
    #expect(fused.bias && fused.activation == .relu)
    #expect(graph.nodes.first?.inputs == [x, w, b])
    #expect(graph.nodes.first?.outputs == [z])
  }

  @Test("a fused graph, a maximum and an image that is a parameter, under filters of the batch, have no gradient, and say so")
  func refusals() throws {
    func differentiate(_ build: (inout Graph, Tensor, Tensor) throws -> Tensor) -> String? {
      var graph = Graph()
      let x = graph.declare("x", TensorType([2, 1, 3, 3]), .parameters)
      let w = graph.declare("w", TensorType([1, 1, 2, 2]), .parameters)
      let (dx, dw) = (graph.declare("dx", graph[x].type, .gradients), graph.declare("dw", graph[w].type, .gradients))
      let labels = graph.declare("labels", TensorType(.int32, [2]), .batch)
      let error = #expect(throws: GraphError.self) {
        let y = try build(&graph, x, w)
        let logits = try graph.view(y, as: [2, graph[y].type.elementCount / 2])
        try graph.apply(SoftmaxCrossEntropy(), to: [logits, labels], scalars: [graph.scalar("scale", .float32)])
        try Differentiation.append(to: &graph, parameterGradients: [x: dx, w: dw])
      }
      return error?.message
    }
    #expect(
      differentiate { try $0.apply(Conv2D(activation: .relu), to: [$1, $2])[0] }
        == "conv2d is fused already; fuse a graph after its gradients are appended")
    #expect(
      differentiate { graph, x, w in
        let y = try graph.apply(Conv2D(), to: [x, w])[0]
        return try graph.apply(Reduce(.max), to: [graph.view(y, as: [2, 4])])[0]
      } == "reduce has no gradient for the maximum; use the sum or the mean")
    #expect(
      differentiate { graph, x, w in
        let filters = graph.declare("filters", TensorType([1, 1, 2, 2]), .batch)
        return try graph.apply(
          Add(),
          to: [
            graph.apply(Conv2D(), to: [x, filters])[0], graph.apply(Conv2D(), to: [x, w])[0],
          ])[0]
      } == "conv2d_input_gradient cannot fold a parameter's gradient over samples")
  }
}
