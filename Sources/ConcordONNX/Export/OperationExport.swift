import ConcordGraph
import ConcordKit

/// Each operation of an evaluation in ONNX's operators.
enum OperationExport {
  static func append(_ node: Node, to exporter: inout Exporter) throws(ONNXError) {
    var inputs: [String] = []
    for input in node.inputs { inputs.append(try exporter.name(of: input)) }
    let results = try expression(node, inputs, &exporter)
    for (tensor, result) in zip(node.outputs, results) {
      let name = try exporter.newName(tensor, layer: node.layer)
      exporter.rename(result, to: name)
    }
  }

  /// What the operation gives: for each output that is read in an evaluation, the name of a tensor that a new node gives.
  private static func expression(
    _ node: Node, _ inputs: [String], _ exporter: inout Exporter
  ) throws(ONNXError) -> [String] {
    let shape = node.inputs.first.map { exporter.plan.graph[$0].type.shape } ?? []
    switch node.definition {
    case let operation as Conv2DOperation:
      let kernel = exporter.plan.graph[node.inputs[1]].type.shape[2...]
      let g = operation.geometry
      let sum = exporter.add(
        "Conv", inputs,
        [
          .ints("kernel_shape", Array(kernel)), .ints("strides", [g.stride, g.stride]),
          .ints("pads", [Int](repeating: g.padding, count: 4)), .ints("dilations", [g.dilation, g.dilation]),
          .int("group", g.groups),
        ])
      return [epilogue(operation.activation, sum, &exporter)]
    case let operation as MatMul:
      return [epilogue(operation.activation, try product(operation, inputs, rank: shape.count, &exporter), &exporter)]
    case is BiasAdd:
      let bias =
        shape.count == 2
        ? inputs[1]
        : exporter.add(
          "Reshape", [inputs[1], exporter.sizesConstant([shape[1]] + shape.dropFirst(2).map { _ in 1 })])
      return [exporter.add("Add", [inputs[0], bias])]
    case is Add: return [exporter.add("Add", inputs)]
    case is Multiply: return [exporter.add("Mul", inputs)]
    case let operation as Activation: return [activation(operation, inputs, &exporter)]
    case let operation as MaxPool2DOperation: return [exporter.add("MaxPool", inputs, window(operation.window))]
    case let operation as AvgPool2DOperation:
      return [exporter.add("AveragePool", inputs, window(operation.window) + [.int("count_include_pad", 1)])]
    case let operation as BatchNormInference:
      return [exporter.add("BatchNormalization", inputs, [.float("epsilon", operation.epsilon)])]
    case let operation as GroupNormOperation:
      if shape.count == 2, operation.groups == 1 {
        return [exporter.add("LayerNormalization", inputs, [.int("axis", 1), .float("epsilon", operation.epsilon)])]
      }
      return [
        exporter.add(
          "GroupNormalization", inputs, [.int("num_groups", operation.groups), .float("epsilon", operation.epsilon)])
      ]
    case let operation as Reduce:
      let type = ["sum": "ReduceSum", "mean": "ReduceMean", "max": "ReduceMax"][operation.kind.rawValue] ?? ""
      return [exporter.add(type, inputs + [exporter.sizesConstant([1])], [.int("keepdims", 0)])]
    case let operation as PermuteOperation: return try permutation(operation, inputs, node.outputs.count, &exporter)
    case let operation as Slice:
      let ends = [[operation.start], [operation.start + operation.length], [operation.axis]]
      return [exporter.add("Slice", inputs + ends.map { exporter.sizesConstant($0) })]
    case let operation as Concatenate: return [exporter.add("Concat", inputs, [.int("axis", operation.axis)])]
    case let operation as Pad:
      var pads = [Int](repeating: 0, count: 2 * shape.count)
      (pads[operation.axis], pads[shape.count + operation.axis]) = (operation.before, operation.after)
      return [exporter.add("Pad", inputs + [exporter.sizesConstant(pads)])]
    case let operation as SoftmaxOperation where !operation.isMasked:
      return [exporter.add("Softmax", inputs, [.int("axis", -1)])]
    case is LogSoftmaxOperation: return [exporter.add("LogSoftmax", inputs, [.int("axis", -1)])]
    case is EmbeddingOperation: return [exporter.add("Gather", [inputs[1], inputs[0]])]
    default:
      throw ONNXError("layer '\(node.layer)' computes \(node.name), for which no ONNX operator is written")
    }
  }

  private static func epilogue(_ epilogue: Epilogue, _ sum: String, _ exporter: inout Exporter) -> String {
    switch epilogue {
    case .identity: sum
    case .relu: exporter.add("Relu", [sum])
    }
  }

  private static func product(
    _ operation: MatMul, _ inputs: [String], rank: Int, _ exporter: inout Exporter
  ) throws(ONNXError) -> String {
    if rank == 2 {
      return exporter.add(
        "Gemm", inputs, [.int("transA", operation.transposeA ? 1 : 0), .int("transB", operation.transposeB ? 1 : 0)])
    }
    let order = Array(0..<rank - 2) + [rank - 1, rank - 2]
    var factors = Array(inputs.prefix(2))
    for (index, isTransposed) in [operation.transposeA, operation.transposeB].enumerated() where isTransposed {
      factors[index] = exporter.add("Transpose", [factors[index]], [.ints("perm", order)])
    }
    let product = exporter.add("MatMul", factors)
    return operation.bias ? exporter.add("Add", [product, inputs[2]]) : product
  }

  private static func activation(_ operation: Activation, _ inputs: [String], _ exporter: inout Exporter) -> String {
    switch operation.function {
    case .relu: exporter.add("Relu", inputs)
    case .leakyReLU: exporter.add("LeakyRelu", inputs, [.float("alpha", operation.slope)])
    case .sigmoid: exporter.add("Sigmoid", inputs)
    case .tanh: exporter.add("Tanh", inputs)
    case .gelu: exporter.add("Gelu", inputs)
    case .geluTanh: exporter.add("Gelu", inputs, [.text("approximate", "tanh")])
    case .silu: exporter.add("Mul", [inputs[0], exporter.add("Sigmoid", inputs)])
    case .hardSwish: exporter.add("HardSwish", inputs)
    case .relu6: exporter.add("Clip", [inputs[0], exporter.number(0), exporter.number(6)])
    case .hardSigmoid: exporter.add("HardSigmoid", inputs, [.float("alpha", 1 / 6), .float("beta", 0.5)])
    }
  }

  private static func window(_ window: PoolWindow) -> [ONNXAttribute] {
    [
      .ints("kernel_shape", [window.kernel, window.kernel]), .ints("strides", [window.stride, window.stride]),
      .ints("pads", [Int](repeating: window.padding, count: 4)),
    ] + (window.ceilMode ? [.int("ceil_mode", 1)] : [])
  }

  private static func permutation(
    _ operation: PermuteOperation, _ inputs: [String], _ count: Int, _ exporter: inout Exporter
  ) throws(ONNXError) -> [String] {
    var whole = inputs[0]
    if operation.parts == .inputs {
      let axis = exporter.sizesConstant([0])
      whole = exporter.add("Concat", inputs.map { exporter.add("Unsqueeze", [$0, axis]) }, [.int("axis", 0)])
    }
    let moved = exporter.add("Transpose", [whole], [.ints("perm", operation.axes)])
    guard operation.parts == .outputs else { return [moved] }
    return (0..<count).map { exporter.add("Gather", [moved, exporter.index($0)], [.int("axis", 0)]) }
  }
}
