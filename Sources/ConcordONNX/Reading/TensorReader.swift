import ConcordFiles

/// Tensors of an ONNX file as constants: each is found to have the bytes that its shape needs before any is taken.
struct TensorReader {
  /// The folder that values outside the file lie in; nil: they are refused.
  let folder: String?

  /// Beyond every parameter, and far below what would overflow.
  private static let maximumElementCount = 1 << 31

  /// Element types by their numbers in the format.
  enum Element: Int32 {
    case float32 = 1
    case uint8 = 2
    case int8 = 3
    case int32 = 6
    case int64 = 7
    case bool = 9
    case float16 = 10
    case float64 = 11
    case bfloat16 = 16

    var byteCount: Int {
      switch self {
      case .uint8, .int8, .bool: 1
      case .float16, .bfloat16: 2
      case .float32, .int32: 4
      case .int64, .float64: 8
      }
    }

    var isFloat: Bool {
      switch self {
      case .float32, .float16, .float64, .bfloat16: true
      default: false
      }
    }
  }

  /// - Throws: Where shape and values do not agree, or the values are of a type that nothing here computes with.
  func constant(_ tensor: ONNXTensor) throws(ONNXError) -> Constant {
    func failure(_ problem: String) -> ONNXError { ONNXError("the tensor '\(tensor.name)' \(problem)") }
    guard let element = Element(rawValue: tensor.dataType) else {
      throw failure("is of the element type \(tensor.dataType), and known are floating point, int8, int32, int64 and bool")
    }
    var count = 1
    var shape: [Int] = []
    for size in tensor.dims {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(size))
      guard size >= 0, shape.count < 8, !overflow, product <= Self.maximumElementCount else {
        throw failure("claims the shape \(tensor.dims.prefix(9)), which no tensor here has")
      }
      count = product
      shape.append(Int(size))
    }
    let raw: [UInt8]
    if tensor.dataLocation == .external {
      raw = try external(tensor, byteCount: count * element.byteCount, failure)
    } else if tensor.hasRawData {
      guard tensor.rawData.count == count * element.byteCount else {
        throw failure("of shape \(shape) has \(tensor.rawData.count) bytes instead of \(count * element.byteCount)")
      }
      raw = [UInt8](tensor.rawData)
    } else {
      guard let values = Self.listed(tensor, element), Self.count(values) == count else {
        throw failure("of shape \(shape) does not hold the \(count) values that it claims")
      }
      return Constant(shape: shape, values, origin: tensor.name)
    }
    return Constant(shape: shape, Self.values(raw, element, count: count), origin: tensor.name)
  }

  /// Values that stand in the lists of the message, which depends on their type.
  private static func listed(_ tensor: ONNXTensor, _ element: Element) -> Constant.Values? {
    switch element {
    case .float32: .floats(tensor.floatData)
    case .float64: .floats(tensor.doubleData.map(Float.init))
    case .float16: .floats(tensor.int32Data.map { Self.half(UInt16(truncatingIfNeeded: $0)) })
    case .bfloat16: .floats(tensor.int32Data.map { Float(bitPattern: UInt32(UInt16(truncatingIfNeeded: $0)) << 16) })
    case .int64: .integers(tensor.int64Data.map { Int($0) })
    case .int32, .int8, .uint8, .bool: .integers(tensor.int32Data.map { Int($0) })
    }
  }

  private static func count(_ values: Constant.Values) -> Int { Constant(shape: [], values).count }

  private static func values(_ raw: [UInt8], _ element: Element, count: Int) -> Constant.Values {
    raw.withUnsafeBytes { raw in
      func word<Word: FixedWidthInteger>(_ index: Int, _: Word.Type) -> Word {
        Word(littleEndian: raw.loadUnaligned(fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self))
      }
      return switch element {
      case .float32: .floats((0..<count).map { Float(bitPattern: word($0, UInt32.self)) })
      case .float64: .floats((0..<count).map { Float(Double(bitPattern: word($0, UInt64.self))) })
      case .float16: .floats((0..<count).map { half(word($0, UInt16.self)) })
      case .bfloat16: .floats((0..<count).map { Float(bitPattern: UInt32(word($0, UInt16.self)) << 16) })
      case .int64: .integers((0..<count).map { Int(word($0, Int64.self)) })
      case .int32: .integers((0..<count).map { Int(word($0, Int32.self)) })
      case .int8: .integers((0..<count).map { Int(word($0, Int8.self)) })
      case .uint8, .bool: .integers((0..<count).map { Int(raw[$0]) })
      }
    }
  }

  /// Sixteen bits as float32, exactly.
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10) & 31, Float(bits & 0x3ff))
    return switch exponent {
    case 0: sign * fraction * 0x1p-24
    case 31: fraction == 0 ? sign * .infinity : .nan
    default: sign * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
    }
  }

  /// Values in a file beside the model's, as PyTorch writes large ones.
  private func external(
    _ tensor: ONNXTensor, byteCount: Int, _ failure: (String) -> ONNXError
  ) throws(ONNXError) -> [UInt8] {
    let entries = Dictionary(tensor.externalData.map { ($0.key, $0.value) }) { first, _ in first }
    guard let folder, let name = entries["location"], !name.isEmpty, !name.contains("/"), name != "..", name != "." else {
      throw failure("lies outside the file in '\(entries["location"] ?? "")'; it can lie in a file of the same folder")
    }
    guard let offset = Int(entries["offset"] ?? "0"), offset >= 0,
      Int(entries["length"] ?? String(byteCount)) == byteCount
    else {
      throw failure(
        "claims \(entries["length"] ?? "no") bytes from byte \(entries["offset"] ?? "0") of '\(name)'; it has \(byteCount)")
    }
    do throws(FileError) {
      let file = try RegularFile(folder + "/" + name)
      guard offset <= file.byteCount, byteCount <= file.byteCount - offset else {
        throw FileError(file.path, "has \(file.byteCount) bytes, and the tensor lies from byte \(offset) on for \(byteCount)")
      }
      var bytes = [UInt8](repeating: 0, count: byteCount)
      let read = try bytes.withUnsafeMutableBufferPointer { bytes throws(FileError) in
        try file.read(into: UnsafeMutableRawBufferPointer(bytes), at: offset)
      }
      guard read == byteCount else { throw FileError(file.path, "became shorter while it was read") }
      return bytes
    } catch {
      throw failure("cannot be read: \(error)")
    }
  }
}
