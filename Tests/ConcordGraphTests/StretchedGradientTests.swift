import ConcordGraph
import ConcordKit
import ConcordTestSupport
import Testing

/// Gradients of operations that stretch their inputs, against central differences in binary64, with samples in the batch.
@Suite("Gradients of stretched tensors")
struct StretchedGradientTests {
  private static let samples = 5

  /// x [N, 2, 1, 4] and z [N, 2, 3, 4] are the batch's, the others parameters: logits = the rows of (x q) z + p r + s, seen as [N, 24],
  /// times w. x q is stretched along the height, q, p, r, s along samples and more, p and r along each other.
  private static let parameters: [(name: String, shape: [Int])] = [
    ("q", [4]), ("p", [2, 1, 1]), ("r", [1, 1, 3, 1]), ("s", []), ("w", [24, 3]),
  ]

  private static func build(
    _ graph: inout Graph, _ x: Tensor, _ z: Tensor, _ p: [Tensor], samples: Int
  ) throws -> Tensor {
    let scaled = try graph.apply(Multiply(), to: [x, p[0]])[0]
    let gated = try graph.apply(Multiply(), to: [scaled, z])[0]
    let offset = try graph.apply(Multiply(), to: [p[1], p[2]])[0]
    let sum = try graph.apply(Add(), to: [offset, graph.apply(Add(), to: [gated, p[3]])[0]])[0]
    return try graph.apply(MatMul(), to: [graph.view(sum, as: [samples, 24]), p[4]])[0]
  }

  private static func loss(_ x: [Float], _ z: [Float], _ p: [[Double]], _ labels: [Int32]) -> Double {
    let rows = Matrix(samples, 24) { n, place in
      let (c, h, w) = (place / 12, place / 4 % 3, place % 4)
      let scaled = Double(x[(n * 2 + c) * 4 + w]) * p[0][w]
      return scaled * Double(z[n * 24 + place]) + p[3][0] + p[1][c] * p[2][h]
    }
    return (rows * Matrix(24, 3, p[4])).crossEntropy(labels, scale: 0.2)
  }

  @Test("each parameter's gradient is the slope that finite differences in binary64 find")
  func finiteDifferences() throws {
    var numbers = SeededNumbers(21)
    func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float.random(in: -1...1, using: &numbers) } }
    let (x, z) = (draw(Self.samples * 8), draw(Self.samples * 24))
    let labels: [Int32] = [0, 2, 1, 1, 0]
    var values = Self.parameters.map { draw(TensorType($0.shape).elementCount).map(Double.init) }

    var graph = Graph()
    let xs = graph.declare("x", TensorType([5, 2, 1, 4]), .batch)
    let zs = graph.declare("z", TensorType([5, 2, 3, 4]), .batch)
    let labelTensor = graph.declare("labels", TensorType(.int32, [5]), .batch)
    let parameters = Self.parameters.map { graph.declare($0.name, TensorType($0.shape), .parameters) }
    let gradients = Self.parameters.map { graph.declare("\($0.name).gradient", TensorType($0.shape), .gradients) }
    let logits = try Self.build(&graph, xs, zs, parameters, samples: Self.samples)
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labelTensor], scalars: [graph.scalar("scale", .float32)])
    try Differentiation.append(
      to: &graph, parameterGradients: Dictionary(uniqueKeysWithValues: zip(parameters, gradients)))
    let run = try GraphRun(graph)
    try run.write(x, to: xs)
    try run.write(z, to: zs)
    try run.write(labels, to: labelTensor)
    for (tensor, value) in zip(parameters, values) { try run.write(value.map { Float($0) }, to: tensor) }
    try run.run(scalars: ["scale": 0.2])

    // As in GradientTests; sums of at most 120 terms, in lanes and folds of at most 5.
    let (step, tolerance) = (1e-5, 128 * 0x1p-24)
    for (index, tensor) in gradients.enumerated() {
      for (element, gradient) in try run.floats(tensor).enumerated() {
        let start = values[index][element]
        values[index][element] = start + step
        let above = Self.loss(x, z, values, labels)
        values[index][element] = start - step
        let below = Self.loss(x, z, values, labels)
        values[index][element] = start
        let slope = (above - below) / (2 * step)
        #expect(
          abs(Double(gradient) - slope) <= tolerance * max(1, abs(slope)),
          "\(Self.parameters[index].name)[\(element)]: \(gradient), but the slope is \(slope)")
        #expect(abs(slope) > 1e-6)
      }
    }
  }

  @Test("what is summed along which axes follows from the shapes: within samples, then over them")
  func operations() throws {
    func backward(_ shape: [Int], of common: [Int]) throws -> [String] {
      var graph = Graph()
      let x = graph.declare("x", TensorType(common), .batch)
      let labels = graph.declare("labels", TensorType(.int32, [common[0]]), .batch)
      let p = graph.declare("p", TensorType(shape), .parameters)
      let gradient = graph.declare("g", TensorType(shape), .gradients)
      let y = try graph.apply(Add(), to: [x, p])[0]
      let rows = try graph.view(y, as: [common[0], common.dropFirst().reduce(1, *)])
      try graph.apply(SoftmaxCrossEntropy(), to: [rows, labels], scalars: [graph.scalar("scale", .float32)])
      try Differentiation.append(to: &graph, parameterGradients: [p: gradient])
      return graph.nodes.filter { $0.pass == .backward }.map { "\($0.name) \(graph[$0.inputs[0]].type.shape)" }
    }
    #expect(try backward([2, 3, 4], of: [5, 2, 3, 4]) == ["batch_sum [5, 24]"])
    #expect(try backward([2, 1, 1], of: [5, 2, 3, 4]) == ["batch_sum [5, 2, 12]"])
    #expect(try backward([], of: [5, 2, 3, 4]) == ["batch_sum [5, 1, 24]"])
    #expect(try backward([4], of: [5, 2, 3, 4]) == ["reduce [5, 6, 4]", "batch_sum [5, 4]"])
    #expect(
      try backward([1, 1, 3, 1], of: [5, 2, 3, 4]) == ["reduce [30, 4]", "reduce [5, 2, 3]", "batch_sum [5, 3]"])
  }
}
