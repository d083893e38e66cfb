import ConcordFiles
import ConcordKit

/// What moves elements or sees them in another shape. Samples stay along the first axis.
enum Shaping {
  /// An axis from 1 on, of what may be counted from the end.
  static func axis(_ axis: Int, of input: SampleTensor, _ reader: NodeReader) throws(ONNXError) -> Int {
    let found = axis < 0 ? axis + input.rank : axis
    guard (0..<input.rank).contains(found) else { throw reader.failure("is \(axis), and there are \(input.rank) axes", "axis") }
    guard found >= 1 else { throw reader.failure("is that of the samples, which stay apart", "axis") }
    return found
  }

  static func same(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    reader.ignore("saturate", "round_mode")
    if reader.node.opType == "Cast" {
      let type = try reader.integer("to", default: 0)
      guard type == 1 else { throw reader.failure("is \(type), and what depends on samples is float32 (1)", "to") }
    }
    return [.activation(try importer.activation(reader, 0))]
  }

  static func flatten(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    guard try axis(reader.integer("axis", default: 1), of: input, reader) == 1 else {
      throw reader.failure("is not 1, and samples stay along the first axis", "axis")
    }
    return [.activation(input.seen(as: [input.elementCount]))]
  }

  static func reshape(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    let copies = try !reader.flag("allowzero")
    guard let wanted = try importer.integers(reader, 1, "shape"), wanted.count >= 1, wanted.count <= 8 else {
      throw reader.failure("has no sizes", "shape")
    }
    func refused() -> ONNXError {
      let sizes = wanted.map { $0.map(String.init) ?? "N" }.joined(separator: ", ")
      return reader.failure(
        "is [\(sizes)] for [N, \(input.shape.map(String.init).joined(separator: ", "))], and samples stay along the first axis",
        "shape")
    }
    guard wanted[0] == nil || wanted[0] == -1 || (wanted[0] == 0 && copies) || wanted[0] == importer.batch else {
      throw refused()
    }
    var (shape, open, known) = ([Int](), Int?.none, 1)
    for (index, size) in wanted.enumerated().dropFirst() {
      var size = size ?? 0
      if size == 0, copies, wanted[index] != nil, input.shape.indices.contains(index - 1) { size = input.shape[index - 1] }
      if size == -1, wanted[0] != -1, open == nil {
        open = shape.count
      } else {
        let (product, overflow) = known.multipliedReportingOverflow(by: size)
        guard size >= 1, !overflow else { throw refused() }
        known = product
      }
      shape.append(size)
    }
    if let open {
      guard input.elementCount.isMultiple(of: known) else { throw refused() }
      shape[open] = input.elementCount / known
    } else if known != input.elementCount {
      throw refused()
    }
    return [.activation(input.seen(as: shape))]
  }

  static func squeeze(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    guard let axes = try importer.integers(reader, 1, orAttribute: "axes") else {
      throw reader.failure("is missing: the samples' axis would go where there is one sample", "axes")
    }
    let found = try Set(axes.map { axis throws(ONNXError) in try self.axis(axis, of: input, reader) })
    guard found.allSatisfy({ input.shape[$0 - 1] == 1 }) else { throw reader.failure("names an axis that is not 1", "axes") }
    return [.activation(input.seen(as: (1..<input.rank).filter { !found.contains($0) }.map { input.shape[$0 - 1] }))]
  }

  static func unsqueeze(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    guard let axes = try importer.integers(reader, 1, orAttribute: "axes"), !axes.isEmpty, axes.count < 8 else {
      throw reader.failure("is missing", "axes")
    }
    let rank = input.rank + axes.count
    let found = Set(axes.map { $0 < 0 ? $0 + rank : $0 })
    guard found.count == axes.count, found.allSatisfy({ (1..<rank).contains($0) }) else {
      throw reader.failure("is \(axes): samples stay along the first axis", "axes")
    }
    var sizes = input.shape[...]
    return [.activation(input.seen(as: (1..<rank).map { found.contains($0) ? 1 : sizes.removeFirst() }))]
  }

  static func transpose(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    guard let order = try reader.integers("perm"), order.sorted() == Array(0..<input.rank), order[0] == 0 else {
      throw reader.failure("moves the samples' axis, which stays the first", "perm")
    }
    return [.activation(try permuted(input, Array(order.dropFirst()), reader, &importer))]
  }

  /// A sample's axes in another order; only a view where those that move are of size 1.
  static func permuted(
    _ input: SampleTensor, _ axes: [Int], _ reader: NodeReader, _ importer: inout Importer
  ) throws(ONNXError) -> SampleTensor {
    let shape = axes.map { input.shape[$0 - 1] }
    let long = axes.filter { input.shape[$0 - 1] > 1 }
    if long == long.sorted() { return input.seen(as: shape) }
    return try importer.layer("Permute", reader, [input], ["axes": .sizes(axes)])
  }

  static func concatenate(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let inputs = try reader.node.input.indices.map { index throws(ONNXError) in try importer.activation(reader, index) }
    guard let first = inputs.first else { throw reader.failure("takes nothing") }
    let axis = try axis(reader.integer("axis", default: 0), of: first, reader)
    guard inputs.count > 1 else { return [.activation(first)] }
    guard inputs.allSatisfy({ $0.rank == first.rank }) else {
      throw reader.failure("takes tensors of different numbers of axes")
    }
    let members: [String: JSONValue] = axis == 1 ? [:] : ["axis": .size(axis)]
    return [.activation(try importer.layer("Concatenation", reader, inputs, members))]
  }

  static func split(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    let axis = try axis(reader.integer("axis", default: 0), of: input, reader)
    let count = try reader.integer("num_outputs", default: reader.node.output.count)
    let size = input.shape[axis - 1]
    guard count == reader.node.output.count, (1...size).contains(count) else {
      throw reader.failure("is \(count), and the node gives \(reader.node.output.count) parts of \(size) places", "num_outputs")
    }
    let part = (size + count - 1) / count
    let even = (0..<count).map { min(part, size - $0 * part) }
    let sizes = try importer.integers(reader, 1, orAttribute: "split") ?? even
    guard sizes.count == count, sizes.allSatisfy({ (1...size).contains($0) }), sizes.reduce(0, +) == size else {
      throw reader.failure("is \(sizes.prefix(8)) of \(size) places", "split")
    }
    return try parts(input, sizes, axis, reader, &importer).map { .activation($0) }
  }

  private static func parts(
    _ input: SampleTensor, _ sizes: [Int], _ axis: Int, _ reader: NodeReader, _ importer: inout Importer
  ) throws(ONNXError) -> [SampleTensor] {
    guard sizes.count > 1 else { return [input] }
    let members: [String: JSONValue] = ["sizes": .sizes(sizes)].merging(axis == 1 ? [:] : ["axis": .size(axis)]) { $1 }
    return try importer.add("Split", reader, [input], members, outputs: sizes.count)
  }

  /// Places `start` ..< `end` of an axis.
  private static func slice(
    _ input: SampleTensor, _ axis: Int, _ start: Int, _ end: Int, _ reader: NodeReader, _ importer: inout Importer
  ) throws(ONNXError) -> SampleTensor {
    let size = input.shape[axis - 1]
    let sizes = [start, end - start, size - end]
    let index = start > 0 ? 1 : 0
    return try parts(input, sizes.filter { $0 > 0 }, axis, reader, &importer)[index]
  }

  static func slice(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    var input = try importer.activation(reader, 0)
    guard let starts = try importer.integers(reader, 1, "starts"), let ends = try importer.integers(reader, 2, "ends"),
      starts.count == ends.count, starts.count <= 8
    else { throw reader.failure("lacks starts and ends of one length") }
    let axes = try importer.integers(reader, 3, "axes") ?? Array(0..<starts.count)
    let steps = try importer.integers(reader, 4, "steps") ?? axes.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count else {
      throw reader.failure("has not one for each start", "axes")
    }
    for index in starts.indices {
      guard let start = starts[index], let end = ends[index], let number = axes[index], let step = steps[index] else {
        throw reader.failure("depends on the number of samples")
      }
      let axis = try axis(number, of: input, reader)
      let size = input.shape[axis - 1]
      guard step == 1 else { throw reader.failure("is \(step), and only 1 can be expressed", "steps") }
      let (from, to) = (place(start, of: size), place(end, of: size))
      guard from < to else { throw reader.failure("takes nothing of axis \(axis)") }
      input = try slice(input, axis, from, to, reader, &importer)
    }
    return [.activation(input)]
  }

  /// A place, counted from the end where it is negative, within an axis.
  static func place(_ place: Int, of size: Int) -> Int { min(max(place < 0 ? place.addingSaturating(size) : place, 0), size) }

  static func gather(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    if case .constant(let table)? = try importer.optionalValue(reader, 0) { return try embedding(table, reader, &importer) }
    let input = try importer.activation(reader, 0)
    let axis = try axis(reader.integer("axis", default: 0), of: input, reader)
    let indices = try importer.constant(reader, 1, "indices")
    guard case .integers(let places) = indices.values, places.count == 1, let found = places[0], indices.shape.count <= 1 else {
      throw reader.failure("takes several places, and only one can be expressed", "indices")
    }
    let size = input.shape[axis - 1]
    guard (-size..<size).contains(found) else {
      throw reader.failure("is \(found), and axis \(axis) has \(size) places", "indices")
    }
    let start = found < 0 ? found + size : found
    let part = try slice(input, axis, start, start + 1, reader, &importer)
    guard indices.shape.isEmpty else { return [.activation(part)] }
    var shape = part.shape
    shape.remove(at: axis - 1)
    return [.activation(part.seen(as: shape))]
  }

  private static func embedding(
    _ table: Constant, _ reader: NodeReader, _ importer: inout Importer
  ) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 1)
    guard table.shape.count == 2, try reader.integer("axis", default: 0) == 0, case .floats = table.values else {
      throw reader.failure("takes places of a constant that is no table of rows")
    }
    let members: [String: JSONValue] = ["count": .size(table.shape[0]), "dimensions": .size(table.shape[1])]
    let output = try importer.layer(
      "Embedding", named: LayerNames.module(of: reader.node.input[0], reader), reader, [input], members)
    try importer.keep(table, reader, layer: output.name, "weight")
    return [.activation(output)]
  }

  static func pad(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    let mode = try reader.text("mode", default: "constant")
    guard mode == "constant" else { throw reader.failure("is '\(mode)', and only zeros (constant) can be expressed", "mode") }
    guard try importer.number(reader, 2, "constant_value") ?? 0 == 0 else {
      throw reader.failure("is not 0, and only zeros can be expressed", "constant_value")
    }
    let axes = try importer.integers(reader, 3, "axes")?.map { $0 ?? 0 } ?? Array(0..<input.rank)
    guard let pads = try importer.integers(reader, 1, "pads")?.map({ $0 ?? -1 }), pads.count == 2 * axes.count, input.rank == 4
    else {
      throw reader.failure("are not two for each axis of images [N, C, H, W]", "pads")
    }
    var sides = [Int](repeating: 0, count: 8)
    for (index, axis) in axes.enumerated() {
      let axis = axis < 0 ? axis + 4 : axis
      guard (0..<4).contains(axis) else { throw reader.failure("names an axis that is not there", "axes") }
      (sides[axis], sides[axis + 4]) = (pads[index], pads[index + axes.count])
    }
    guard sides.allSatisfy({ (0...1 << 20).contains($0) }), sides[0] + sides[1] + sides[4] + sides[5] == 0 else {
      throw reader.failure("is \(pads.prefix(8)), and only zeros around images can be expressed", "pads")
    }
    return [.activation(try padded(input, [sides[2], sides[3], sides[6], sides[7]], reader, &importer))]
  }

  /// Zeros above, on the left, below, on the right.
  static func padded(
    _ input: SampleTensor, _ pads: [Int], _ reader: NodeReader, _ importer: inout Importer
  ) throws(ONNXError) -> SampleTensor {
    guard pads.contains(where: { $0 != 0 }) else { return input }
    let members: [String: JSONValue] = [
      "top": .size(pads[0]), "left": .size(pads[1]), "bottom": .size(pads[2]), "right": .size(pads[3]),
    ]
    return try importer.layer("Pad2D", reader, [input], members)
  }
}
