import ConcordFiles

/// Largest values and means.
enum Pooling {
  static func maximum(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    try reader.require("storage_order", 0, default: 0, "places are counted by rows")
    guard try reader.square("dilations", default: 1) == 1 else {
      throw reader.failure("is not 1, and a window's elements lie side by side here", "dilations")
    }
    return [.activation(try window("MaxPool2D", reader, &importer))]
  }

  static func average(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    guard try reader.square("dilations", default: 1) == 1 else {
      throw reader.failure("is not 1, and a window's elements lie side by side here", "dilations")
    }
    let counts = try reader.flag("count_include_pad")
    let pads = try reader.pads()
    guard counts || pads.allSatisfy({ $0 == 0 }) else {
      throw reader.failure("is 0, and padding counts as 0 here", "count_include_pad")
    }
    return [.activation(try window("AvgPool2D", reader, &importer))]
  }

  private static func window(_ type: String, _ reader: NodeReader, _ importer: inout Importer) throws(ONNXError) -> SampleTensor
  {
    let input = try importer.activation(reader, 0)
    guard input.rank == 4 else {
      throw reader.failure("takes [N, \(input.shape)], and only images [N, C, H, W] have windows here")
    }
    let kernel = try reader.square("kernel_shape", default: nil)
    let stride = try reader.square("strides", default: 1)
    let pads = try reader.pads()
    guard Set(pads).count == 1, kernel >= 1, stride >= 1 else {
      throw reader.failure("is \(pads), and only the same on all sides can be expressed", "pads")
    }
    let ceilMode = try reader.flag("ceil_mode")
    if ceilMode, type != "MaxPool2D" {
      // Rounding up and down are one where the windows end with the image.
      for size in input.shape[1...] where (size + 2 * pads[0] - kernel) % stride != 0 {
        throw reader.failure("is 1, and a window that reaches beyond an image of \(size) cannot be expressed", "ceil_mode")
      }
    }
    var members: [String: JSONValue] = ["kernel": .size(kernel)]
    if stride != kernel { members["stride"] = .size(stride) }
    if pads[0] != 0 { members["padding"] = .size(pads[0]) }
    if ceilMode, input.shape[1...].contains(where: { ($0 + 2 * pads[0] - kernel) % stride != 0 }) {
      members["ceilMode"] = .boolean(true)
    }
    return try importer.layer(type, reader, [input], members)
  }

  static func globalAverage(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    guard input.rank >= 3 else { throw reader.failure("takes [N, \(input.shape)], which has no places") }
    return [.activation(try mean(input, over: Array(2..<input.rank), keeping: true, reader, &importer))]
  }

  static func mean(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    let keeps = try reader.flag("keepdims", default: true)
    let none = try reader.flag("noop_with_empty_axes")
    let axes = try importer.integers(reader, 1, orAttribute: "axes") ?? []
    if axes.isEmpty {
      guard none else { throw reader.failure("is the mean over samples too", "axes") }
      return [.activation(input)]
    }
    let found = try Set(axes.map { axis throws(ONNXError) in try Shaping.axis(axis, of: input, reader) })
    return [.activation(try mean(input, over: found.sorted(), keeping: keeps, reader, &importer))]
  }

  /// The means over some axes: those of an image's channels, where the axes that stay are seen as channels.
  private static func mean(
    _ input: SampleTensor, over axes: [Int], keeping: Bool, _ reader: NodeReader, _ importer: inout Importer
  ) throws(ONNXError) -> SampleTensor {
    let kept = (1..<input.rank).filter { !axes.contains($0) }
    guard !kept.isEmpty else { throw reader.failure("leaves nothing of a sample but one number", "axes") }
    let sorted = kept + axes == Array(1..<input.rank) ? input : try Shaping.permuted(input, kept + axes, reader, &importer)
    func sizes(_ axes: [Int]) -> [Int] { axes.map { input.shape[$0 - 1] } }
    let image =
      sorted.rank == 4 && kept == [1] ? sorted : sorted.seen(as: [sizes(kept).reduce(1, *), sizes(axes).reduce(1, *), 1])
    let means = try importer.layer("GlobalAveragePool", reader, [image])
    let whole = means.seen(as: (1..<input.rank).map { axes.contains($0) ? 1 : input.shape[$0 - 1] })
    return keeping ? whole : whole.without(axes)
  }
}
