import Concord
import Testing

@testable import ConcordONNX

@Suite("ONNX graphs that cannot be expressed")
struct RefusalTests {
  @Test("an unknown operator, by node and operator")
  func unknown() {
    var graph = TinyGraph([4])
    graph.node("Erf", ["x"])
    #expect(graph.refusal().contains("node 'the Erf' (Erf): no layer expresses this operator"))
  }

  @Test("attributes, each by its name")
  func attributes() {
    var graph = TinyGraph([1, 6, 6])
    graph.floats("w", [2, 1, 3, 3])
    for (attribute, why) in [
      (ONNXAttribute.ints("strides", [1, 2]), "(Conv, 'strides'): is [1, 2], and only the same along both axes"),
      (.text("auto_pad", "SAME_UPPER"), "(Conv, 'auto_pad'): is SAME_UPPER"),
      (.ints("kernel_shape", [5, 5]), "(Conv, 'kernel_shape'): is 5"),
      (.int("novelty", 1), "(Conv, 'novelty'): is an attribute that is not known here"),
      (.ints("pads", [1, 1]), "(Conv, 'pads')"), (.int("group", 3), "(Conv): becomes a layer that cannot be"),
    ] {
      var changed = graph
      changed.node("Conv", ["x", "w"], ["y"], [attribute])
      #expect(changed.refusal().contains(why), "\(changed.refusal())")
    }
  }

  @Test("cycles, names that nothing gives, and names given twice")
  func names() {
    var cyclic = TinyGraph([4])
    cyclic.node("Relu", ["b"], ["a"])
    cyclic.node("Relu", ["a"], ["b"])
    #expect(cyclic.refusal().contains("takes 'b', which nothing before it gives"))
    var twice = TinyGraph([4])
    twice.node("Relu", ["x"], ["y"])
    twice.node("Relu", ["x"], ["y"])
    #expect(twice.refusal().contains("gives 'y', which something before it gives already"))
    var missing = TinyGraph([4])
    missing.node("Relu", ["x"], ["z"])
    #expect(missing.refusal().contains("output 'y' is given by no node"))
  }

  @Test("shapes that lie: too few bytes, negative, absurd, of another number of values")
  func shapes() {
    for (dims, why) in [
      ([3, 5], "has 64 bytes instead of 60"), ([-4, -4], "claims the shape"), ([1 << 40, 1 << 40], "claims the shape"),
      ([Int64.max, 2], "claims the shape"),
    ] as [([Int64], String)] {
      var graph = TinyGraph([4])
      graph.floats("w", [4, 4])
      graph.model.graph.initializer[0].dims = dims
      graph.node("MatMul", ["x", "w"])
      #expect(graph.refusal().contains(why), "\(graph.refusal())")
    }
    var short = TinyGraph([4])
    short.integers("shape", [-1, 4])
    short.model.graph.initializer[0].dims = [1000]
    short.node("Reshape", ["x", "shape"])
    #expect(short.refusal().contains("does not hold the 1000 values"))
    var large = TinyGraph([4])
    large.integers("shape", [1 << 20, 1 << 20])
    large.node("ConstantOfShape", ["shape"], ["c"])
    large.node("Relu", ["x"])
    #expect(large.refusal().contains("impossible size") || large.refusal().contains("elements"), "\(large.refusal())")
  }

  @Test("values outside the file are taken of no other folder")
  func elsewhere() {
    for place in ["../secret", "/etc/passwd", "..", "", "a/b"] {
      var graph = TinyGraph([4])
      graph.floats("w", [4, 4])
      graph.model.graph.initializer[0].dataLocation = .external
      graph.model.graph.initializer[0].externalData = [
        ONNXEntry.with { ($0.key, $0.value) = ("location", place) }
      ]
      graph.node("MatMul", ["x", "w"])
      let refusal = #expect(throws: ONNXError.self) { try ImportedModel(graph.model, name: "tiny", folder: "/tmp") }
      #expect("\(String(describing: refusal))".contains("lies outside the file"))
    }
  }

  @Test("what would mix samples")
  func samples() {
    for values in [[8, -1], [-1, 3], [0, 0, 0], [4, 4], [-1, -1], [Int.max, Int.max, -1]] {
      var graph = TinyGraph([4])
      graph.integers("shape", values)
      graph.node("Reshape", ["x", "shape"])
      #expect(graph.refusal().contains("samples stay apart, in their order"), "\(values): \(graph.refusal())")
    }
    var turned = TinyGraph([4])
    turned.node("Transpose", ["x"], ["y"], [.ints("perm", [1, 0])])
    #expect(turned.refusal().contains("output 'y' does not have samples along its first axis"))
    for (type, inputs, attributes) in [
      ("Softmax", ["t"], [.int("axis", 1)]), ("Gemm", ["t", "w"], []), ("MatMul", ["t", "w"], []), ("MatMul", ["x", "t"], []),
      ("LayerNormalization", ["t", "s"], [.int("axis", 0)]), ("ReduceMean", ["t", "one"], []), ("Mul", ["t", "s"], []),
      ("MatMul", ["t", "t"], []), ("Add", ["x", "t"], []), ("BatchNormalization", ["t", "s", "s", "s", "s"], []),
      ("Concat", ["t", "t"], [.int("axis", 1)]), ("Split", ["t"], [.int("axis", -1)]), ("Flatten", ["t"], []),
    ] as [(String, [String], [ONNXAttribute])] {
      var graph = TinyGraph([4])
      graph.floats("w", [4, 4])
      graph.floats("s", [4])
      graph.integers("one", [1])
      graph.node("Transpose", ["x"], ["t"], [.ints("perm", [1, 0])])
      graph.node(type, inputs, ["y"], attributes)
      #expect(graph.refusal().contains("samples") || graph.refusal().contains("multiplies"), "\(type): \(graph.refusal())")
    }
  }

  @Test("a matrix that two nodes share; equal vectors may be one")
  func shared() {
    var graph = TinyGraph([4])
    graph.floats("w", [4, 4])
    graph.node("MatMul", ["x", "w"], ["a"])
    graph.node("MatMul", ["a", "w"], ["y"])
    #expect(graph.refusal().contains("shares the parameter 'w'"))
  }

  @Test("operator sets before 13 and after 24")
  func opsets() {
    for opset: Int64 in [12, 25, -1] {
      var graph = TinyGraph([4], opset: opset)
      graph.node("Relu", ["x"])
      #expect(graph.refusal().contains("known are 13 to 24"))
    }
  }

  @Test("bytes that are cut off or changed anywhere give an error or a model, and messages in each other have a bound")
  func bytes() throws {
    var graph = TinyGraph([1, 6, 6])
    graph.floats("w", [2, 1, 3, 3])
    graph.node("Conv", ["x", "w"], ["c"], [.ints("pads", [1, 1, 1, 1])])
    graph.node("Relu", ["c"])
    let bytes: [UInt8] = try graph.model.serializedBytes()
    #expect(graph.refusal() == "nothing")
    var refused = 0
    for count in 0..<bytes.count where (try? ONNXFile.decode(Array(bytes[..<count]))) == nil { refused += 1 }
    #expect(refused > bytes.count / 2)
    for place in bytes.indices {
      for change: UInt8 in [0x01, 0x80, 0xff] {
        var changed = bytes
        changed[place] ^= change
        _ = try? ImportedModel(ONNXFile.decode(changed), name: "tiny")
      }
    }
    // A graph in an attribute of a node of a graph, and so on.
    var deep: [UInt8] = []
    func wrapped(_ field: UInt8, _ inner: [UInt8]) -> [UInt8] {
      var length = inner.count
      var result = [field << 3 | 2]
      while length >= 0x80 {
        result.append(UInt8(length & 0x7f) | 0x80)
        length >>= 7
      }
      return result + [UInt8(length)] + inner
    }
    for _ in 0..<20 { deep = wrapped(1, wrapped(5, wrapped(6, deep))) }
    #expect(throws: ONNXError.self) { try ONNXFile.decode(wrapped(7, deep)) }
    // Two bytes for each of a million nodes.
    let many = [UInt8](repeating: 0, count: 2 << 20).enumerated().map { $0.offset % 2 == 0 ? UInt8(1 << 3 | 2) : 0 }
    #expect(throws: ONNXError.self) { try ONNXFile.decode(wrapped(7, many)) }
  }
}
