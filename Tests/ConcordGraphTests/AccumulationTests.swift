import ConcordGraph
import ConcordKit
import ConcordTestSupport
import Testing

@Suite("Accumulation")
struct AccumulationTests {
  /// dw = xᵀ · dy, db and a count, over `count` samples.
  private static func graph(_ count: Int) throws -> (graph: Graph, inputs: [Tensor], outputs: [Tensor]) {
    var graph = Graph()
    let x = graph.declare("x", TensorType([count, 3]), .batch)
    let dy = graph.declare("dy", TensorType([count, 4]), .batch)
    let labels = graph.declare("labels", TensorType(.int32, [count]), .batch)
    let dw = graph.declare("dw", TensorType([3, 4]), .gradients)
    let db = graph.declare("db", TensorType([4]), .gradients)
    let correct = graph.declare("count", TensorType(.int32, [1]), .state)
    try graph.apply(MatMul(transposeA: true), to: [x, dy], into: [dw])
    try graph.apply(BatchSum(), to: [dy], into: [db])
    try graph.apply(CorrectCount(), to: [dy, labels], into: [correct])
    return (graph, [x, dy, labels], [dw, db, correct])
  }

  @Test(
    "a batch in pieces folds to the bits of the whole batch", arguments: [[7], [4, 3], [1, 5, 1], [1, 1, 1, 1, 1, 1, 1]])
  func pieces(_ sizes: [Int]) throws {
    var numbers = SeededNumbers(3)
    let (x, dy) = (numbers.floats(21), numbers.floats(28))
    let labels: [Int32] = [0, 1, 2, 3, 0, 1, 2]
    var accumulated: [[UInt32]] = []
    var start = 0
    for size in sizes {
      let (graph, inputs, outputs) = try Self.graph(size)
      let run = try GraphRun(graph)
      try run.write(Array(x[(3 * start)..<(3 * (start + size))]), to: inputs[0])
      try run.write(Array(dy[(4 * start)..<(4 * (start + size))]), to: inputs[1])
      try run.write(Array(labels[start..<(start + size)]), to: inputs[2])
      for (tensor, bits) in zip(outputs, accumulated) { try run.write(bits, to: tensor) }
      try run.run(start == 0 ? graph.nodes : graph.nodes.map { $0.accumulating() })
      accumulated = try outputs.map(run.bits)
      start += size
    }
    // In binary64, from the definitions; the whole batch's own bits are compared among the arguments by the exact count.
    for (element, bits) in accumulated[0].enumerated() {
      let exact = (0..<7).reduce(0.0) { $0 + Double(x[3 * $1 + element / 4]) * Double(dy[4 * $1 + element % 4]) }
      #expect(abs(Double(Float(bitPattern: bits)) - exact) < 1e-4)
    }
    let (graph, inputs, outputs) = try Self.graph(7)
    let whole = try GraphRun(graph)
    try whole.write(x, to: inputs[0])
    try whole.write(dy, to: inputs[1])
    try whole.write(labels, to: inputs[2])
    try whole.run()
    #expect(try outputs.map(whole.bits) == accumulated)
  }

  @Test("accumulating twice is accumulating once, and what cannot accumulate stays as it is")
  func idempotent() throws {
    var (graph, inputs, _) = try Self.graph(2)
    let once = graph.nodes[0].accumulating()
    #expect(once.inputs == graph.nodes[0].inputs + graph.nodes[0].outputs)
    #expect(once.accumulating().inputs == once.inputs)
    try graph.apply(Activation(.relu), to: [inputs[0]])
    let activation = try #require(graph.nodes.last)
    #expect(activation.accumulating().inputs == activation.inputs)
  }
}
