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
    "Div": Elementwise.divide,
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
    try checkSamples(reader, importer)
    return try rule(reader, number, &importer)
  }

  /// What can be expressed wherever the graph has the samples' axis.
  private static let anywhere: Set<String> = [
    "Add", "Cast", "CastLike", "Clip", "Concat", "Div", "Dropout", "Gather", "Gelu", "Gemm", "HardSigmoid", "HardSwish",
    "Identity",
    "LayerNormalization", "LeakyRelu", "LogSoftmax", "MatMul", "Mul", "ReduceMean", "Relu", "Reshape", "Sigmoid", "Slice",
    "Softmax",
    "Split", "Squeeze", "Tanh", "Transpose", "Unsqueeze",
  ]

  /// Refuses inputs that have the samples along different axes, or along one that the operator's rule does not know.
  private static func checkSamples(_ reader: NodeReader, _ importer: Importer) throws(ONNXError) {
    var common: SamplesAxis?
    for index in reader.node.input.indices {
      guard case .activation(let input)? = try importer.optionalValue(reader, index) else { continue }
      guard input.isPlain || anywhere.contains(reader.node.opType) else {
        throw reader.failure("takes samples along another axis than the first, or joined with another")
      }
      guard common == nil || common == input.samples else {
        throw reader.failure("takes tensors that have samples along different axes")
      }
      common = input.samples
    }
  }
}
