import ConcordFiles

/// Normalisations, each in the form that goes on learning.
enum Normalization {
  /// What a running variance means is the same in both formats, an estimate of the variance of a channel; how a training step updates it is
  /// Concord's, which is PyTorch's: by the unbiased variance of the batch.
  static func batch(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    guard let channels = input.shape.first else { throw reader.failure("has no channels") }
    reader.ignore("training_mode")
    let momentum = try reader.number("momentum", default: 0.9)
    // The weight of what was there, in ONNX; of what is new, in PyTorch and here. A float32 has seven digits.
    let new = ((1 - Double(momentum)) * 1e7).rounded() / 1e7
    guard (0...1).contains(new) else { throw reader.failure("is \(momentum), and must be between 0 and 1", "momentum") }
    let parts = try (1...4).map { index throws(ONNXError) in
      let name = ["scale", "B", "input_mean", "input_var"][index - 1]
      let part = try importer.constant(reader, index, name)
      guard part.shape == [channels] else {
        throw reader.failure("is of the shape \(part.shape) instead of [\(channels)]", name)
      }
      return part
    }
    var members = try epsilon(reader)
    if new != 0.1 { members["momentum"] = .real(new) }
    // A layer of images: rows and vectors are images of one column.
    let image = input.rank == 4 ? input : input.seen(as: [channels, input.elementCount / channels, 1])
    let name = LayerNames.module(of: reader.node.input[1], reader)
    let output = try importer.layer("BatchNorm2D", named: name, reader, [image], members)
    for (part, name) in zip(parts, ["weight", "bias", "running_mean", "running_var"]) {
      try importer.keep(part, reader, layer: output.name, name)
    }
    return [.activation(output.seen(as: input.shape))]
  }

  static func layer(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    reader.ignore("stash_type")
    let axis = try Shaping.axis(reader.integer("axis", default: -1), of: input, reader)
    guard axis > input.samples.axis else { throw reader.failure("is before that of the samples, which stay apart", "axis") }
    let scale = try importer.constant(reader, 1, "Scale")
    let shape = Array(input.shape[(axis - 1)...])
    guard scale.count == shape.reduce(1, *) else {
      throw reader.failure("is of the shape \(scale.shape) instead of \(shape)", "Scale")
    }
    let bias =
      try importer.optionalConstant(reader, 2, "B")
      ?? Constant(shape: shape, .floats([Float](repeating: 0, count: scale.count)))
    guard bias.count == scale.count else { throw reader.failure("is of the shape \(bias.shape) instead of \(shape)", "B") }
    var members = try epsilon(reader)
    if shape.count > 1 { members["axes"] = .size(shape.count) }
    let name = LayerNames.module(of: reader.node.input[1], reader)
    let output = try importer.layer("LayerNorm", named: name, reader, [input], members)
    try importer.keep(scale, reader, layer: output.name, "weight", shape: shape)
    try importer.keep(bias, reader, layer: output.name, "bias", shape: shape)
    return [.activation(output)]
  }

  static func group(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    reader.ignore("stash_type")
    guard importer.opset >= 21 else {
      throw reader.failure("means another thing before operator set 21; export it with 21 or later")
    }
    guard let channels = input.shape.first else { throw reader.failure("has no channels") }
    var members = try epsilon(reader)
    members["groups"] = .size(try reader.integer("num_groups", default: 0))
    let (scale, bias) = (try importer.constant(reader, 1, "scale"), try importer.constant(reader, 2, "bias"))
    guard scale.shape == [channels], bias.shape == [channels] else {
      throw reader.failure("is not of the channels' shape", "scale")
    }
    let name = LayerNames.module(of: reader.node.input[1], reader)
    let output = try importer.layer("GroupNorm", named: name, reader, [input], members)
    try importer.keep(scale, reader, layer: output.name, "weight")
    try importer.keep(bias, reader, layer: output.name, "bias")
    return [.activation(output)]
  }

  /// 1e-5 is the layers' own.
  private static func epsilon(_ reader: NodeReader) throws(ONNXError) -> [String: JSONValue] {
    let epsilon = try reader.number("epsilon", default: 1e-5)
    guard epsilon > 0 else { throw reader.failure("is \(epsilon), and must be above 0", "epsilon") }
    // As it was written: the shortest text that is this float32.
    return epsilon == 1e-5 ? [:] : ["epsilon": .number("\(epsilon)")]
  }
}
