import ConcordFiles
import ConcordKit

/// What moves elements or sees them in another shape. Samples stay along the first axis.
enum Shaping {
  /// An axis from 1 on, of what may be counted from the end.
  static func axis(_ axis: Int, of input: SampleTensor, _ reader: NodeReader) throws(ONNXError) -> Int {
    let rank = input.seenRank
    let found = axis < 0 ? axis + rank : axis
    guard (0..<rank).contains(found) else { throw reader.failure("is \(axis), and there are \(rank) axes", "axis") }
    guard let own = input.ownAxis(found) else { throw reader.failure("is that of the samples, which stay apart", "axis") }
    return own
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
      let seen = input.seenShape.map { $0.map(String.init) ?? "N" }.joined(separator: ", ")
      return reader.failure("is [\(sizes)] for [\(seen)], and samples stay apart, in their order", "shape")
    }
    // 0 copies an axis; so that it may be that of the samples.
    let seen = input.seenShape
    var sizes: [Int?] = []
    for (index, size) in wanted.enumerated() {
      guard copies, size == 0 else {
        sizes.append(size)
        continue
      }
      guard seen.indices.contains(index), seen[index] != nil || input.samples.joined == 0 else { throw refused() }
      sizes.append(seen[index])
    }
    if sizes[0] == importer.batch, importer.batch != nil, !sizes.contains(where: { $0 == nil }) { sizes[0] = nil }
    // Without one that is the samples' the open one is, or what is left of them.
    let open = sizes.firstIndex(of: -1)
    guard let axis = sizes.firstIndex(of: nil) ?? open, sizes.count(where: { $0 == nil }) <= 1 else { throw refused() }
    var known = sizes
    known.remove(at: axis)
    if let open, open != axis {
      let rest = known.compactMap(\.self).filter { $0 != -1 }.reduce(1) { $0.multipliedSaturating(by: max($1, 0)) }
      guard rest > 0, input.elementCount.isMultiple(of: rest) else { throw refused() }
      sizes[open] = input.elementCount / rest
      known = sizes
      known.remove(at: axis)
    }
    guard let view = input.seen(as: known.compactMap(\.self), samplesAt: axis), sizes[axis] != nil || view.samples.joined == 0
    else { throw refused() }
    return [.activation(view)]
  }

  static func squeeze(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    guard let axes = try importer.integers(reader, 1, orAttribute: "axes") else {
      throw reader.failure("is missing: the samples' axis would go where there is one sample", "axes")
    }
    let found = try Set(axes.map { axis throws(ONNXError) in try self.axis(axis, of: input, reader) })
    let kept = (0..<input.seenRank).filter { axis in input.ownAxis(axis).map { !found.contains($0) } ?? true }
    guard found.allSatisfy({ input.shape[$0 - 1] == 1 }), let view = input.seen(asAxes: kept.map { input.seenShape[$0] }) else {
      throw reader.failure("names an axis that is not 1", "axes")
    }
    return [.activation(view)]
  }

  static func unsqueeze(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    guard let axes = try importer.integers(reader, 1, orAttribute: "axes"), !axes.isEmpty, axes.count < 8 else {
      throw reader.failure("is missing", "axes")
    }
    let rank = input.seenRank + axes.count
    let found = Set(axes.map { $0 < 0 ? $0 + rank : $0 })
    guard found.count == axes.count, found.allSatisfy({ (0..<rank).contains($0) }) else {
      throw reader.failure("is \(axes), which are no new axes", "axes")
    }
    var sizes = input.seenShape[...]
    guard let view = input.seen(asAxes: (0..<rank).map { found.contains($0) ? 1 : sizes.removeFirst() }) else {
      throw reader.failure("is \(axes), which are no new axes", "axes")
    }
    return [.activation(view)]
  }

  static func transpose(_ reader: NodeReader, _ number: Int, _ importer: inout Importer) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 0)
    let order = try reader.integers("perm") ?? (0..<input.seenRank).reversed()
    guard order.sorted() == Array(0..<input.seenRank) else {
      throw reader.failure("is no order of the \(input.seenRank) axes", "perm")
    }
    let joined = input.samples.axis + 1..<input.samples.axis + 1 + input.samples.joined
    var moved = try permuted(input, order.flatMap { input.ownAxis($0).map { [$0] } ?? Array(joined) }, reader, &importer)
    moved.samples.axis = order.firstIndex(of: input.samples.axis) ?? 0
    return [.activation(moved)]
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
    if case .constant(let token)? = try importer.optionalValue(reader, 0), reader.node.input.count == 2 {
      return try classToken(token, reader, &importer)
    }
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

  /// A constant that is the same for each sample, before the places of a sequence.
  private static func classToken(
    _ token: Constant, _ reader: NodeReader, _ importer: inout Importer
  ) throws(ONNXError) -> [Value] {
    let input = try importer.activation(reader, 1)
    let axis = try axis(reader.integer("axis", default: 0), of: input, reader)
    guard input.isPlain, input.rank == 3, axis == 1, token.shape == [1, 1, input.shape[1]] else {
      throw reader.failure(
        "joins a constant of the shape \(token.shape) with [N, \(input.shape.map(String.init).joined(separator: ", "))], "
          + "and only a token before a sequence can be expressed")
    }
    let name = token.origin.map { LayerNames.isModule($0) ? $0 : "token" }
    let output = try importer.layer("ClassToken", named: name, reader, [input])
    try importer.keepWhole(token, reader, name: output.name, shape: token.shape)
    return [.activation(output)]
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
    return [.activation(part.without([axis]))]
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
