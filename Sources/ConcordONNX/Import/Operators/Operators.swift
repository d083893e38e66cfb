/// Which of ONNX's operators can be expressed, and by what.
enum Operators {
  typealias Rule = @Sendable (NodeReader, Int, inout Importer) throws(ONNXError) -> [Value]

  /// What depends on samples, by operator: a line each.
  private static let rules: [String: Rule] = [
    "Add": Elementwise.add,
    "AveragePool": Pooling.average,
    "BatchNormalization": Normalization.batch,
    "Cast": Shaping.same,
    "CastLike": Shaping.same,
    "Clip": Elementwise.clip,
    "Concat": Shaping.concatenate,
    "Conv": Products.convolution,
    "Dropout": Elementwise.dropout,
    "Flatten": Shaping.flatten,
    "Gather": Shaping.gather,
    "Gelu": Elementwise.gelu,
    "Gemm": Products.gemm,
    "GlobalAveragePool": Pooling.globalAverage,
    "GroupNormalization": Normalization.group,
    "HardSigmoid": Elementwise.hardSigmoid,
    "HardSwish": Elementwise.function("HardSwish"),
    "Identity": Shaping.same,
    "LayerNormalization": Normalization.layer,
    "LeakyRelu": Elementwise.leakyReLU,
    "LogSoftmax": Elementwise.rows("LogSoftmax"),
    "MatMul": Products.matMul,
    "MaxPool": Pooling.maximum,
    "Mul": Elementwise.multiply,
    "Pad": Shaping.pad,
    "ReduceMean": Pooling.mean,
    "Relu": Elementwise.function("ReLU"),
    "Reshape": Shaping.reshape,
    "Sigmoid": Elementwise.function("Sigmoid"),
    "Slice": Shaping.slice,
    "Softmax": Elementwise.rows("Softmax"),
    "Split": Shaping.split,
    "Squeeze": Shaping.squeeze,
    "Tanh": Elementwise.function("Tanh"),
    "Transpose": Shaping.transpose,
    "Unsqueeze": Shaping.unsqueeze,
  ]

  /// What a node gives.
  static func read(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    if let folded = try Folding.fold(reader, importer) { return [.constant(folded)] }
    guard let rule = rules[reader.node.opType] else {
      throw reader.failure("no layer expresses this operator; there are: \(rules.keys.sorted().joined(separator: ", "))")
    }
    return try rule(reader, number, &importer)
  }
}
