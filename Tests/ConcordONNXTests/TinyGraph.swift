@testable import ConcordONNX

/// A graph of one input `x` and one output `y`, to be changed and encoded.
struct TinyGraph {
  var model = ONNXModel()

  /// - Parameter shape: Of a sample of x.
  init(_ shape: [Int], opset: Int64 = 20) {
    model.irVersion = 10
    model.opsetImport = [ONNXOperatorSet.with { $0.version = opset }]
    model.graph.name = "tiny"
    model.graph.input = [.end("x", .float32, shape)]
    model.graph.output = [.end("y", .float32, shape)]
  }

  mutating func floats(_ name: String, _ shape: [Int]) {
    let count = shape.reduce(1, *)
    model.graph.initializer.append(.floats(name, shape, (0..<count).map { Float($0 % 5) - 2 }))
  }

  mutating func integers(_ name: String, _ values: [Int]) {
    model.graph.initializer.append(
      ONNXTensor.with {
        $0.name = name
        $0.dims = [Int64(values.count)]
        $0.dataType = 7
        $0.int64Data = values.map { Int64($0) }
      })
  }

  mutating func node(_ type: String, _ inputs: [String], _ outputs: [String] = ["y"], _ attributes: [ONNXAttribute] = []) {
    model.graph.node.append(
      ONNXNode.with {
        ($0.opType, $0.name, $0.input, $0.output, $0.attribute) = (type, "the \(type)", inputs, outputs, attributes)
      })
  }

  /// Reads the graph from its bytes, as a file is.
  func read() throws(ONNXError) -> ImportedModel {
    let bytes: [UInt8] = (try? model.serializedBytes()) ?? []
    return try ImportedModel(try ONNXFile.decode(bytes), name: "tiny")
  }

  /// What is said of it where it is refused.
  func refusal() -> String {
    do throws(ONNXError) {
      _ = try read()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }
}
