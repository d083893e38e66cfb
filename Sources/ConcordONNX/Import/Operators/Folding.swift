import ConcordKit

/// What follows from the file alone, and from shapes: exporters write chains of it, mostly to say what a shape is.
enum Folding {
  /// More elements nothing but a parameter has, and those are in the file.
  private static let maximumElementCount = 1 << 26

  /// What a node gives whose inputs are constant; nil where they are not, or where the operator is none that folds.
  static func fold(_ reader: NodeReader, _ importer: Importer) throws(ONNXError) -> Constant? {
    let node = reader.node
    if node.opType == "Constant" { return try constant(reader) }
    if node.opType == "Shape" { return try shape(reader, importer) }
    var inputs: [Constant?] = []
    for index in node.input.indices {
      switch try importer.optionalValue(reader, index) {
      case .constant(let constant)?: inputs.append(constant)
      case .activation?:
        // Only the type of the second counts.
        guard node.opType == "CastLike", index == 1 else { return nil }
        inputs.append(Constant(shape: [], .floats([])))
      case nil: inputs.append(nil)
      }
    }
    guard let first = inputs.first ?? nil else { return nil }
    func integers(_ index: Int) -> [Int?]? {
      guard inputs.indices.contains(index), let constant = inputs[index], case .integers(let values) = constant.values else {
        return nil
      }
      return values
    }
    switch node.opType {
    case "Identity": return first
    case "Cast":
      reader.ignore("saturate", "round_mode")
      return try cast(first, isFloat: TensorReader.Element(rawValue: Int32(reader.integer("to", default: 1)))?.isFloat, reader)
    case "CastLike":
      reader.ignore("saturate", "round_mode")
      guard inputs.count == 2, let second = inputs[1] else { throw reader.failure("lacks its input 1") }
      if case .floats = second.values { return try cast(first, isFloat: true, reader) }
      return try cast(first, isFloat: false, reader)
    case "Reshape":
      reader.ignore("allowzero")
      return try seen(first, as: integers(1), reader)
    case "Squeeze", "Unsqueeze":
      return try axes(first, try reader.integers("axes") ?? integers(1)?.map { $0 ?? 0 }, reader)
    case "Transpose": return try transposed(first, reader)
    case "Gather": return try gathered(first, inputs, integers(1), reader)
    case "Slice": return try sliced(first, [1, 2, 3, 4].map(integers), reader)
    case "Concat": return try concatenated(inputs.compactMap(\.self), reader)
    case "Expand": return try expanded(first, integers(1), reader)
    case "ConstantOfShape": return try filled(integers(0), reader)
    case "Add", "Sub", "Mul", "Div": return try arithmetic(first, inputs, reader)
    default: return nil
    }
  }

  private static func constant(_ reader: NodeReader) throws(ONNXError) -> Constant {
    if let tensor = reader.attribute("value") {
      var constant = try TensorReader(folder: nil).constant(tensor.t)
      constant.origin = nil
      return constant
    }
    if let values = try reader.integers("value_ints") { return Constant(values) }
    if reader.has("value_int") { return Constant(shape: [], .integers([try reader.integer("value_int", default: 0)])) }
    if reader.has("value_float") { return Constant(shape: [], .floats([try reader.number("value_float", default: 0)])) }
    if let values = reader.attribute("value_floats") { return Constant(shape: [values.floats.count], .floats(values.floats)) }
    throw reader.failure("holds neither a tensor nor numbers")
  }

  private static func shape(_ reader: NodeReader, _ importer: Importer) throws(ONNXError) -> Constant {
    if case .activation(let activation) = try importer.value(reader, 0), activation.samples.joined > 0 {
      throw reader.failure("is asked of an axis that joins samples with another")
    }
    let sizes: [Int?] =
      switch try importer.value(reader, 0) {
      case .constant(let constant): constant.shape
      case .activation(let activation): activation.seenShape
      }
    let start = Shaping.place(try reader.integer("start", default: 0), of: sizes.count)
    let end = Shaping.place(try reader.integer("end", default: sizes.count), of: sizes.count)
    return Constant(Array(sizes[start..<max(start, end)]))
  }

  private static func cast(_ constant: Constant, isFloat: Bool?, _ reader: NodeReader) throws(ONNXError) -> Constant {
    switch (constant.values, isFloat) {
    case (.floats, true), (.integers, false): return constant
    case (.integers(let values), true):
      let known = values.compactMap(\.self)
      guard known.count == values.count else { throw reader.failure("makes the number of samples a float") }
      return Constant(shape: constant.shape, .floats(known.map(Float.init)))
    case (.floats(let values), false):
      guard values.allSatisfy({ abs($0) < 0x1p40 }) else { throw reader.failure("makes whole numbers of what is too large") }
      return Constant(shape: constant.shape, .integers(values.map { Int($0) }))
    case (_, nil): throw reader.failure("is a type that nothing here computes with", "to")
    }
  }

  private static func seen(_ constant: Constant, as wanted: [Int?]?, _ reader: NodeReader) throws(ONNXError) -> Constant {
    guard let wanted, wanted.count <= 8 else { throw reader.failure("is missing", "shape") }
    var shape: [Int] = []
    for (index, size) in wanted.enumerated() {
      guard let size else { throw reader.failure("depends on the number of samples", "shape") }
      shape.append(size == 0 && constant.shape.indices.contains(index) ? constant.shape[index] : size)
    }
    let known = try product(shape.filter { $0 != -1 }, reader)
    if let open = shape.firstIndex(of: -1), known > 0 { shape[open] = constant.count / known }
    guard try product(shape, reader) == constant.count else {
      throw reader.failure("is \(shape) for \(constant.shape)", "shape")
    }
    var result = constant
    result.shape = shape
    return result
  }

  private static func product(_ shape: [Int], _ reader: NodeReader) throws(ONNXError) -> Int {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow, product <= 1 << 31 else { throw reader.failure("has an impossible size, \(size)", "shape") }
      count = product
    }
    return count
  }

  private static func axes(_ constant: Constant, _ axes: [Int]?, _ reader: NodeReader) throws(ONNXError) -> Constant {
    var result = constant
    if reader.node.opType == "Squeeze" {
      let rank = constant.shape.count
      let found = Set((axes ?? constant.shape.indices.filter { constant.shape[$0] == 1 }).map { $0 < 0 ? $0 + rank : $0 })
      guard found.allSatisfy({ constant.shape.indices.contains($0) && constant.shape[$0] == 1 }) else {
        throw reader.failure("names an axis that is not 1", "axes")
      }
      result.shape = constant.shape.indices.filter { !found.contains($0) }.map { constant.shape[$0] }
      return result
    }
    let rank = constant.shape.count + (axes?.count ?? 0)
    let found = Set((axes ?? []).map { $0 < 0 ? $0 + rank : $0 })
    guard let axes, found.count == axes.count, rank <= 8, found.allSatisfy({ (0..<rank).contains($0) }) else {
      throw reader.failure("names no new axes", "axes")
    }
    var sizes = constant.shape[...]
    result.shape = (0..<rank).map { found.contains($0) ? 1 : sizes.removeFirst() }
    return result
  }

  /// Elements at the places that `index` names by their coordinates in the result.
  private static func moved(
    _ constant: Constant, to shape: [Int], _ reader: NodeReader, strides: [Int], start: Int = 0
  ) throws(ONNXError) -> Constant {
    let count = try product(shape, reader)
    guard count <= maximumElementCount else { throw reader.failure("gives a constant of \(count) elements") }
    var places: [Int] = []
    places.reserveCapacity(count)
    var coordinates = [Int](repeating: 0, count: shape.count)
    var place = start
    for _ in 0..<count {
      places.append(place)
      for axis in shape.indices.reversed() {
        coordinates[axis] += 1
        place += strides[axis]
        if coordinates[axis] < shape[axis] { break }
        place -= strides[axis] * shape[axis]
        coordinates[axis] = 0
      }
    }
    return constant.taking(places, shape: shape)
  }

  private static func strides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    return strides
  }

  private static func transposed(_ constant: Constant, _ reader: NodeReader) throws(ONNXError) -> Constant {
    let order = try reader.integers("perm") ?? constant.shape.indices.reversed()
    guard order.sorted() == Array(constant.shape.indices) else { throw reader.failure("is no order of axes", "perm") }
    let steps = strides(constant.shape)
    var result = try moved(constant, to: order.map { constant.shape[$0] }, reader, strides: order.map { steps[$0] })
    result.origin = constant.origin
    return result
  }

  private static func gathered(
    _ constant: Constant, _ inputs: [Constant?], _ indices: [Int?]?, _ reader: NodeReader
  ) throws(ONNXError) -> Constant? {
    let axis = try reader.integer("axis", default: 0)
    guard let indices, inputs.count == 2, let shape = inputs[1]?.shape, constant.shape.count == 1, axis == 0 || axis == -1
    else {
      throw reader.failure("takes places of a constant of the shape \(constant.shape)", "axis")
    }
    var places: [Int] = []
    for index in indices {
      guard let index, (-constant.count..<constant.count).contains(index) else {
        throw reader.failure("names a place that is not there", "indices")
      }
      places.append(index < 0 ? index + constant.count : index)
    }
    return constant.taking(places, shape: shape)
  }

  private static func sliced(_ constant: Constant, _ lists: [[Int?]?], _ reader: NodeReader) throws(ONNXError) -> Constant {
    guard constant.shape.count == 1, lists[0]?.count == 1, lists[1]?.count == 1, let start = lists[0]?[0],
      let end = lists[1]?[0],
      lists[2]?.allSatisfy({ $0 == 0 || $0 == -1 }) ?? true, lists[3]?.allSatisfy({ $0 == 1 }) ?? true
    else { throw reader.failure("takes a part of a constant of the shape \(constant.shape), of which only vectors are known") }
    let (from, to) = (Shaping.place(start, of: constant.count), Shaping.place(end, of: constant.count))
    return constant.taking(Array(from..<max(from, to)), shape: [max(to - from, 0)])
  }

  private static func concatenated(_ inputs: [Constant], _ reader: NodeReader) throws(ONNXError) -> Constant {
    let axis = try reader.integer("axis", default: 0)
    guard axis == 0 || axis == -1, inputs.allSatisfy({ $0.shape.count == 1 }), inputs.count == reader.node.input.count else {
      throw reader.failure("joins constants that are no vectors", "axis")
    }
    var integers: [Int?] = []
    for input in inputs {
      guard case .integers(let values) = input.values else { throw reader.failure("joins constants that are no whole numbers") }
      integers += values
    }
    return Constant(integers)
  }

  private static func expanded(_ constant: Constant, _ wanted: [Int?]?, _ reader: NodeReader) throws(ONNXError) -> Constant {
    guard let wanted else { throw reader.failure("is missing", "shape") }
    // The same for each sample: whoever takes it beside samples repeats it.
    if !wanted.isEmpty, wanted[0] == nil, constant.shape.count == wanted.count, constant.shape[0] == 1 {
      return try expanded(constant, [1] + wanted.dropFirst(), reader)
    }
    let known = wanted.compactMap(\.self)
    guard known.count == wanted.count, known.allSatisfy({ $0 > 0 }) else {
      throw reader.failure("depends on the number of samples", "shape")
    }
    guard let shape = Broadcast.shape(of: [constant.shape, known]) else {
      throw reader.failure("is \(known.prefix(8)) for \(constant.shape)", "shape")
    }
    if shape == constant.shape { return constant }
    return try stretched(constant, to: shape, reader)
  }

  private static func stretched(_ constant: Constant, to shape: [Int], _ reader: NodeReader) throws(ONNXError) -> Constant {
    let own = strides(constant.shape)
    let missing = shape.count - constant.shape.count
    let steps = shape.indices.map { $0 < missing || constant.shape[$0 - missing] == 1 ? 0 : own[$0 - missing] }
    return try moved(constant, to: shape, reader, strides: steps)
  }

  private static func filled(_ wanted: [Int?]?, _ reader: NodeReader) throws(ONNXError) -> Constant {
    let value = try reader.attribute("value").map { attribute throws(ONNXError) in
      try TensorReader(folder: nil).constant(attribute.t)
    }
    let one = value ?? Constant(shape: [1], .floats([0]))
    guard one.count == 1 else { throw reader.failure("must be one number", "value") }
    return try expanded(Constant(shape: [], one.values), wanted, reader)
  }

  /// Sizes are added and multiplied as whole numbers; floating point is left to whoever runs the model.
  private static func arithmetic(_ first: Constant, _ inputs: [Constant?], _ reader: NodeReader) throws(ONNXError) -> Constant {
    guard inputs.count == 2, let second = inputs[1], let shape = Broadcast.shape(of: [first.shape, second.shape]) else {
      throw reader.failure("takes constants that do not fit together")
    }
    let (left, right) = (try stretched(first, to: shape, reader), try stretched(second, to: shape, reader))
    switch (left.values, right.values) {
    case (.integers(let left), .integers(let right)):
      var result: [Int?] = []
      for (a, b) in zip(left, right) {
        guard let a, let b else { throw reader.failure("computes with the number of samples") }
        let value =
          switch reader.node.opType {
          case "Add": a.addingReportingOverflow(b)
          case "Sub": a.subtractingReportingOverflow(b)
          case "Mul": a.multipliedReportingOverflow(by: b)
          default: a.dividedReportingOverflow(by: b)
          }
        guard !value.overflow else { throw reader.failure("computes \(a) and \(b), whose result is no number") }
        result.append(value.partialValue)
      }
      return Constant(shape: shape, .integers(result))
    case (.floats(let left), .floats(let right)):
      let result = zip(left, right).map { a, b in
        switch reader.node.opType {
        case "Add": a + b
        case "Sub": a - b
        case "Mul": a * b
        default: a / b
        }
      }
      return Constant(shape: shape, .floats(result))
    default: throw reader.failure("mixes whole numbers and floats")
    }
  }
}
