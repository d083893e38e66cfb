import ConcordFiles

/// Functions of each element, sums and products.
enum Elementwise {
  /// A layer without settings.
  static func function(_ type: String) -> Operators.Rule {
    { (reader, _, importer) throws(ONNXError) in
      [.activation(try importer.layer(type, reader, [try importer.activation(reader, 0)]))]
    }
  }

  /// A layer over the last axis.
  static func rows(_ type: String) -> Operators.Rule {
    { (reader, _, importer) throws(ONNXError) in
      let input = try importer.activation(reader, 0)
      guard try Shaping.axis(reader.integer("axis", default: -1), of: input, reader) == input.rank - 1 else {
        throw reader.failure("is not the last, over which alone it can be taken here", "axis")
      }
      return [.activation(try importer.layer(type, reader, [input]))]
    }
  }

  static func leakyReLU(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let slope = try reader.number("alpha", default: 0.01)
    return [
      .activation(
        try importer.layer("LeakyReLU", reader, [try importer.activation(reader, 0)], ["slope": .number("\(slope)")]))
    ]
  }

  static func gelu(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let form = try reader.text("approximate", default: "none")
    guard ["none", "tanh"].contains(form) else {
      throw reader.failure("is '\(form)', and is known as none and tanh", "approximate")
    }
    let members: [String: JSONValue] = form == "tanh" ? ["approximate": .boolean(true)] : [:]
    return [.activation(try importer.layer("GELU", reader, [try importer.activation(reader, 0)], members))]
  }

  static func hardSigmoid(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let (alpha, beta) = (try reader.number("alpha", default: 0.2), try reader.number("beta", default: 0.5))
    guard abs(alpha - 1 / 6) < 1e-6 else { throw reader.failure("is \(alpha), and only 1/6 can be expressed", "alpha") }
    guard beta == 0.5 else { throw reader.failure("is \(beta), and only 0.5 can be expressed", "beta") }
    return [.activation(try importer.layer("HardSigmoid", reader, [try importer.activation(reader, 0)]))]
  }

  static func clip(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let (least, most) = (try importer.number(reader, 1, "min"), try importer.number(reader, 2, "max"))
    guard least == 0, most == 6 else {
      let range = "\(least.map { "\($0)" } ?? "−∞") to \(most.map { "\($0)" } ?? "∞")"
      throw reader.failure("keeps values within \(range), and only 0 to 6 can be expressed", least == 0 ? "max" : "min")
    }
    return [.activation(try importer.layer("ReLU6", reader, [try importer.activation(reader, 0)]))]
  }

  static func dropout(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    reader.ignore("seed")
    let input = try importer.activation(reader, 0)
    let probability = try importer.number(reader, 1, "ratio") ?? 0.5
    guard (0..<1).contains(probability) else {
      throw reader.failure("is \(probability), and must be from 0 to below 1", "ratio")
    }
    return [.activation(try importer.layer("Dropout", reader, [input], ["probability": .number("\(probability)")]))]
  }

  static func add(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    if let (input, constant) = try withConstant(reader, importer) {
      if isAll(0, constant) { return [.activation(input)] }
      guard input.isPlain, input.rank == 3, constant.count == input.elementCount, Array(constant.shape.suffix(2)) == input.shape
      else {
        throw reader.failure(
          "adds a constant of the shape \(constant.shape) to [N, \(input.shape.map(String.init).joined(separator: ", "))], "
            + "and only positions of a sequence can be expressed")
      }
      let name = constant.origin.map { LayerNames.isModule($0) ? $0 : "positions" }
      let output = try importer.layer("LearnedPositions", named: name, reader, [input])
      try importer.keepWhole(constant, reader, name: output.name, shape: [1] + input.shape)
      return [.activation(output)]
    }
    return [.activation(try importer.layer("Addition", reader, try both(reader, importer)))]
  }

  static func multiply(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    if let (input, constant) = try withConstant(reader, importer) {
      return [.activation(try scaled(input, by: constant, reader, &importer))]
    }
    return [.activation(try importer.layer("Multiplication", reader, try both(reader, importer)))]
  }

  /// By a number; by numbers that are parameters.
  private static func scaled(
    _ input: SampleTensor, by constant: Constant, _ reader: NodeReader, _ importer: inout Importer
  ) throws(ONNXError) -> SampleTensor {
    guard case .floats(let values) = constant.values else { throw reader.failure("takes whole numbers") }
    if isAll(1, constant), constant.origin == nil || constant.count == 1 { return input }
    if constant.count == 1, let factor = values.first {
      guard factor.isFinite else { throw reader.failure("multiplies by \(factor), which is no finite number") }
      return try importer.layer("Scaling", reader, [input], ["factor": .number("\(factor)")])
    }
    // Leading axes of 1 stretch nothing.
    let shape = Array(constant.shape.drop { $0 == 1 })
    let kept = constant.shape.count <= input.shape.count ? constant.shape : shape
    let name = constant.origin.map { LayerNames.isModule($0) ? $0 : "scale" }
    let output = try importer.layer("LearnedScale", named: name, reader, [input], ["shape": .sizes(kept)])
    try importer.keepWhole(constant, reader, name: output.name, shape: kept)
    return output
  }

  static func divide(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    guard let divisor = try importer.number(reader, 1, "B"), divisor.isFinite, (1 / divisor).isFinite else {
      throw reader.failure("divides by what is no number above 0, and only by one can be divided", "B")
    }
    // The reciprocal has to be what was meant: a power of two.
    guard divisor.significand == 1 else {
      throw reader.failure("is \(divisor), whose reciprocal is rounded, and a layer here multiplies", "B")
    }
    return [.activation(try importer.layer("Scaling", reader, [input], ["factor": .number("\(1 / divisor)")]))]
  }

  /// The inputs, where one is constant and does not stretch the other.
  private static func withConstant(_ reader: NodeReader, _ importer: Importer) throws(ONNXError) -> (SampleTensor, Constant)? {
    switch (try importer.value(reader, 0), try importer.value(reader, 1)) {
    case (.activation(let input), .constant(let constant)), (.constant(let constant), .activation(let input)):
      // It meets the last axes, which lie behind that of the samples.
      let long = constant.shape.drop { $0 == 1 }
      let sizes = zip(constant.shape.reversed(), input.shape.reversed())
      guard constant.shape.count <= input.seenRank, long.count < input.seenRank - input.samples.axis,
        sizes.allSatisfy({ $0 == 1 || $0 == $1 })
      else { throw reader.failure("stretches what depends on samples to the constant's shape \(constant.shape)") }
      return (input, constant)
    default: return nil
    }
  }

  private static func isAll(_ number: Float, _ constant: Constant) -> Bool {
    if case .floats(let values) = constant.values { values.allSatisfy { $0 == number } } else { false }
  }

  /// Two inputs that depend on samples. Of other numbers of axes, samples would meet something else.
  private static func both(_ reader: NodeReader, _ importer: Importer) throws(ONNXError) -> [SampleTensor] {
    let inputs = [try importer.activation(reader, 0), try importer.activation(reader, 1)]
    guard inputs[0].rank == inputs[1].rank else {
      throw reader.failure("takes tensors of \(inputs[0].rank) and \(inputs[1].rank) axes, so that samples meet other axes")
    }
    return inputs
  }
}
