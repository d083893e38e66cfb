import ConcordFiles

/// Convolutions and matrix products with parameters.
enum Products {
  static func convolution(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    var input = try importer.activation(reader, 0)
    let weight = try importer.constant(reader, 1, "W")
    guard weight.shape.count == 4, input.rank == 4 else {
      throw reader.failure("has filters of the shape \(weight.shape), and only images [N, C, H, W] can be convolved")
    }
    let pads = try reader.pads()
    let kernel = try reader.square("kernel_shape", default: weight.shape[2])
    guard weight.shape[2...] == [kernel, kernel] else {
      throw reader.failure("is \(kernel), and the filters are \(weight.shape[2]) × \(weight.shape[3])", "kernel_shape")
    }
    var members: [String: JSONValue] = [
      "outputs": .size(weight.shape[0]), "kernel": .size(kernel),
      "stride": .size(try reader.square("strides", default: 1)),
      "dilation": .size(try reader.square("dilations", default: 1)),
      "groups": .size(try reader.integer("group", default: 1)),
    ]
    if Set(pads).count == 1 {
      members["padding"] = .size(pads[0])
    } else {
      input = try Shaping.padded(input, pads, reader, &importer)
    }
    let bias = try optionalBias(reader, importer)
    members["bias"] = .boolean(bias != nil)
    for (name, standard) in [("stride", 1), ("dilation", 1), ("groups", 1), ("padding", 0)] {
      if case .number(String(standard))? = members[name] { members[name] = nil }
    }
    if bias != nil { members["bias"] = nil }
    let name = LayerNames.module(of: reader.node.input[1], reader)
    let output = try importer.layer("Conv2D", named: name, reader, [input], members)
    try importer.keep(weight, reader, layer: output.name, "weight")
    if let bias { try importer.keep(bias, reader, layer: output.name, "bias") }
    return [.activation(output)]
  }

  /// Zeros that the exporter made itself are no bias.
  private static func optionalBias(_ reader: NodeReader, _ importer: Importer) throws(ONNXError) -> Constant? {
    guard let bias = try importer.optionalConstant(reader, 2, "B") else { return nil }
    if bias.origin == nil, case .floats(let values) = bias.values, values.allSatisfy({ $0 == 0 }) { return nil }
    return bias
  }

  static func gemm(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    let weight = try importer.constant(reader, 1, "B")
    for name in ["alpha", "beta"] where try reader.number(name, default: 1) != 1 {
      throw reader.failure("is not 1, and only 1 can be expressed", name)
    }
    try reader.require("transA", 0, default: 0, "samples lie along the first axis")
    let transposed = try reader.flag("transB")
    guard input.seenRank == 2, weight.shape.count == 2 else { throw reader.failure("multiplies no matrices") }
    if let bias = try importer.optionalConstant(reader, 2, "C") {
      return [.activation(try linear(reader, input, weight, isTransposed: transposed, bias, &importer))]
    }
    return [.activation(try withSum(reader, input, weight, isTransposed: transposed, &importer))]
  }

  static func matMul(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    if case .activation(let other) = try importer.value(reader, 1) {
      guard input.seenRank == other.seenRank, input.samples.axis < input.seenRank - 2 else {
        throw reader.failure("multiplies matrices across samples, which stay apart")
      }
      return [.activation(try importer.layer("MatrixProduct", reader, [input, other]))]
    }
    let weight = try importer.constant(reader, 1, "B")
    guard weight.shape.count == 2, input.seenRank >= 2 else {
      throw reader.failure("multiplies by a tensor of the shape \(weight.shape), and only matrices can be expressed", "B")
    }
    return [.activation(try withSum(reader, input, weight, isTransposed: false, &importer))]
  }

  /// A product, and the sum after it where nobody else has a part of the product: it is the layer's bias.
  private static func withSum(
    _ reader: NodeReader, _ input: SampleTensor, _ weight: Constant, isTransposed: Bool, _ importer: inout Importer
  ) throws(ONNXError) -> SampleTensor {
    let outputs = weight.shape[isTransposed ? 0 : 1]
    guard let output = reader.node.output.first, let next = importer.onlyReader(of: output) else {
      return try linear(reader, input, weight, isTransposed: isTransposed, nil, &importer)
    }
    let node = importer.graph.node[next]
    guard node.opType == "Add", ONNXFile.isStandard(node.domain), node.input.count == 2, node.output.count == 1,
      node.attribute.isEmpty, case .constant(let bias)? = importer.values[node.input[node.input[0] == output ? 1 : 0]],
      bias.count == outputs, bias.shape.last == bias.count, bias.shape.count <= input.seenRank,
      importer.values[node.output[0]] == nil
    else { return try linear(reader, input, weight, isTransposed: isTransposed, nil, &importer) }
    let sum = try linear(reader, input, weight, isTransposed: isTransposed, bias, &importer)
    importer.done.insert(next)
    importer.values[node.output[0]] = .activation(sum)
    // Nothing else reads the product.
    return sum
  }

  private static func linear(
    _ reader: NodeReader, _ input: SampleTensor, _ weight: Constant, isTransposed: Bool, _ bias: Constant?,
    _ importer: inout Importer
  ) throws(ONNXError) -> SampleTensor {
    let (outputs, inputs) = isTransposed ? (weight.shape[0], weight.shape[1]) : (weight.shape[1], weight.shape[0])
    guard input.shape.last == inputs, input.samples.axis < input.seenRank - 1 else {
      throw reader.failure("multiplies [N, \(input.shape.map(String.init).joined(separator: ", "))] by \(weight.shape)")
    }
    if let bias, bias.count != outputs {
      throw reader.failure("is of the shape \(bias.shape), and there are \(outputs) outputs", "C")
    }
    let members: [String: JSONValue] = ["outputs": .size(outputs)].merging(bias == nil ? ["bias": .boolean(false)] : [:]) { $1 }
    let name = LayerNames.module(of: reader.node.input[1], reader)
    let output = try importer.layer("Linear", named: name, reader, [input], members)
    let rows =
      isTransposed
      ? weight : weight.taking((0..<outputs).flatMap { o in (0..<inputs).map { $0 * outputs + o } }, shape: [outputs, inputs])
    var kept = rows
    kept.origin = weight.origin
    try importer.keep(kept, reader, layer: output.name, "weight")
    if let bias { try importer.keep(bias, reader, layer: output.name, "bias", shape: [outputs]) }
    return output
  }
}
