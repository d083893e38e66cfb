import ConcordGraph
import ConcordKit
import ConcordTestSupport
import Testing

@Suite("Gradients of shaping operations")
struct ShapingGradientTests {
  @Test("a gradient is the slope that finite differences in binary64 find", arguments: GradientCase.shaping)
  func finiteDifferences(_ example: GradientCase) throws { try GradientTests().finiteDifferences(example) }

  @Test("the gradient of a table is the slope for the rows that were read, and 0 for the others")
  func embedding() throws {
    let indices: [Int32] = [4, 0, 2, 0, 4, 4]
    let labels: [Int32] = [1, 0, 2]
    var numbers = SeededNumbers(9)
    // [5, 2], read as [3, 2] indices to [3, 4] columns, times [4, 3].
    var table = (0..<10).map { _ in Double(Float.random(in: -1...1, using: &numbers)) }
    let weight = (0..<12).map { _ in Double(Float.random(in: -1...1, using: &numbers)) }

    var graph = Graph()
    let tableTensor = graph.declare("table", TensorType([5, 2]), .parameters)
    let gradient = graph.declare("gradient", TensorType([5, 2]), .gradients)
    let indexTensor = graph.declare("indices", TensorType(.int32, [3, 2]), .batch)
    let weightTensor = graph.declare("weight", TensorType([4, 3]), .batch)
    let labelTensor = graph.declare("labels", TensorType(.int32, [3]), .batch)
    let rows = try graph.apply(EmbeddingOperation(), to: [indexTensor, tableTensor])[0]
    let logits = try graph.apply(MatMul(), to: [graph.view(rows, as: [3, 4]), weightTensor])[0]
    try graph.apply(SoftmaxCrossEntropy(), to: [logits, labelTensor], scalars: [graph.scalar("scale", .float32)])
    try Differentiation.append(to: &graph, parameterGradients: [tableTensor: gradient])
    let run = try GraphRun(graph)
    try run.write(table.map { Float($0) }, to: tableTensor)
    try run.write(weight.map { Float($0) }, to: weightTensor)
    try run.write(indices, to: indexTensor)
    try run.write(labels, to: labelTensor)
    try run.run(scalars: ["scale": 0.5])

    func loss() -> Double {
      let x = Matrix(3, 4) { table[Int(indices[2 * $0 + $1 / 2]) * 2 + $1 % 2] }
      return (x * Matrix(4, 3, weight)).crossEntropy(labels, scale: 0.5)
    }
    for (element, value) in try run.floats(gradient).enumerated() {
      let start = table[element]
      table[element] = start + 1e-5
      let above = loss()
      table[element] = start - 1e-5
      let slope = (above - loss()) / 2e-5
      table[element] = start
      // As in GradientTests: the differences are within 2e-9, the float32 chains within 64 roundings.
      #expect(abs(Double(value) - slope) <= 64 * 0x1p-24, "element \(element)")
      #expect((value == 0) == [1, 3].contains(element / 2), "row \(element / 2)")
    }
  }

  @Test("the gradient of a dropout is dropped and scaled where its output was")
  func dropout() throws {
    let labels: [Int32] = [1, 0, 2, 1, 0, 2]
    var numbers = SeededNumbers(10)
    let x = (0..<24).map { _ in Double(Float.random(in: -1...1, using: &numbers)) }
    var weight = (0..<12).map { _ in Double(Float.random(in: -1...1, using: &numbers)) }

    var graph = Graph()
    let xTensor = graph.declare("x", TensorType([6, 4]), .batch)
    let weightTensor = graph.declare("weight", TensorType([4, 3]), .parameters)
    let gradient = graph.declare("gradient", TensorType([4, 3]), .gradients)
    let labelTensor = graph.declare("labels", TensorType(.int32, [6]), .batch)
    let product = try graph.apply(MatMul(), to: [xTensor, weightTensor])
    let words = ["low", "high", "step", "first"].map { graph.scalar($0, .uint32) }
    let dropped = try graph.apply(DropoutOperation(probability: 0.5, layer: 2), to: product, scalars: words)[0]
    try graph.apply(SoftmaxCrossEntropy(), to: [dropped, labelTensor], scalars: [graph.scalar("scale", .float32)])
    try Differentiation.append(to: &graph, parameterGradients: [weightTensor: gradient])
    let run = try GraphRun(graph)
    try run.write(x.map { Float($0) }, to: xTensor)
    try run.write(weight.map { Float($0) }, to: weightTensor)
    try run.write(labels, to: labelTensor)
    try run.run(scalars: ["scale": 0.5, "low": Float(bitPattern: 3), "step": Float(bitPattern: 1)])
    let mask = try run.floats(dropped).map { $0 == 0 ? 0.0 : 2.0 }
    #expect(mask.contains(0) && mask.contains(2))

    func loss() -> Double {
      Matrix.hadamard(Matrix(6, 4, x) * Matrix(4, 3, weight), Matrix(6, 3, mask)).crossEntropy(labels, scale: 0.5)
    }
    for (element, value) in try run.floats(gradient).enumerated() {
      let start = weight[element]
      weight[element] = start + 1e-5
      let above = loss()
      weight[element] = start - 1e-5
      let slope = (above - loss()) / 2e-5
      weight[element] = start
      #expect(abs(Double(value) - slope) <= 64 * 0x1p-24 * max(1, abs(slope)), "element \(element)")
    }
  }

  @Test("a tensor larger than any device's, or of a negative size, is refused with the layer that asked for it")
  func absurdSizes() throws {
    for shape in [[1 << 20, 1 << 21], [-3, 2], [1 << 40, 1 << 40, 1 << 40], [.min, 1]] {
      var graph = Graph()
      graph.layer = "big"
      let x = graph.declare("x", TensorType(shape), .batch)
      let error = #expect(throws: GraphError.self) { try graph.apply(Activation(.relu), to: [x]) }
      #expect(error?.layer == "big")
      #expect(error?.message.contains("at most 1099511627776 elements") == true)
    }
    var graph = Graph()
    let x = graph.declare("x", TensorType([1 << 20, 1]), .batch)
    let error = #expect(throws: GraphError.self) { try graph.apply(Pad(axis: 1, before: 1 << 30, after: 0), to: [x]) }
    #expect(error?.message.contains("pad would work on") == true)
  }
}
