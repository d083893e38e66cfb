/// A look at a protocol buffer's bytes before they are decoded: that its messages lie in each other, and how many fields they have. What
/// a field costs in memory is many times what it takes in the file, so their number is bounded first.
struct WireScan {
  /// Messages by the names that `onnx.proto` gives them, and which of their fields are messages.
  private enum Message {
    case model, graph, node, attribute, tensor, valueInfo, type, tensorOf, shape, other

    func field(_ number: UInt64) -> Message? {
      switch (self, number) {
      case (.model, 7), (.attribute, 6): .graph
      case (.model, 8), (.model, 25), (.tensor, 13), (.shape, 1): .other
      case (.graph, 1): .node
      case (.graph, 5), (.attribute, 5): .tensor
      case (.graph, 11), (.graph, 12): .valueInfo
      case (.node, 5): .attribute
      case (.valueInfo, 2): .type
      case (.type, 1): .tensorOf
      case (.tensorOf, 2): .shape
      default: nil
      }
    }
  }

  /// More fields no model has.
  static let maximumFieldCount = 1 << 20

  private let bytes: UnsafeRawBufferPointer
  private var fieldCount = 0

  /// Throws where the bytes are no messages in each other, or too many.
  static func check(_ bytes: UnsafeRawBufferPointer) throws(ONNXError) {
    var scan = WireScan(bytes: bytes)
    try scan.message(.model, 0..<bytes.count, depth: 0)
  }

  private mutating func message(_ message: Message, _ range: Range<Int>, depth: Int) throws(ONNXError) {
    guard depth < ONNXFile.maximumDepth else {
      throw ONNXError("its messages lie more than \(ONNXFile.maximumDepth) deep in each other; export it without control flow")
    }
    var place = range.lowerBound
    while place < range.upperBound {
      fieldCount += 1
      guard fieldCount <= Self.maximumFieldCount else {
        throw ONNXError("it has more than \(Self.maximumFieldCount) fields; no model that can be expressed here has so many")
      }
      let tag = try number(&place, range.upperBound)
      switch tag & 7 {
      case 0: _ = try number(&place, range.upperBound)
      case 1: place += 8
      case 5: place += 4
      case 2:
        let length = try number(&place, range.upperBound)
        guard length <= UInt64(range.upperBound - place) else { throw Self.damaged(place) }
        let end = place + Int(length)
        if let inner = message.field(tag >> 3) { try self.message(inner, place..<end, depth: depth + 1) }
        place = end
      default: throw Self.damaged(place)
      }
      guard place <= range.upperBound else { throw Self.damaged(place) }
    }
  }

  /// A number of at most ten bytes, seven bits in each.
  private func number(_ place: inout Int, _ end: Int) throws(ONNXError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard place < end else { throw Self.damaged(place) }
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7f) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw Self.damaged(place)
  }

  private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private static func damaged(_ place: Int) -> ONNXError {
    ONNXError("it is no ONNX file, or is cut off: at byte \(place) its messages do not fit into each other")
  }
}
