import ConcordFiles
import ConcordKit

extension Safetensors {
  /// Longer headers the format does not allow.
  private static let maximumHeaderLength = 100_000_000

  /// What the header says of a tensor.
  private struct Piece {
    var name: String
    var shape: [Int]
    /// Nil for what is passed over.
    var element: ElementType?
    var storage: Storage
    /// Bytes, counted from the end of the header.
    var start: Int
    var end: Int
  }

  /// How an element lies in the file.
  private enum Storage: String {
    case words, counters
    case binary16 = "F16"
    case bfloat16 = "BF16"

    /// Bytes.
    var width: Int {
      switch self {
      case .words: 4
      case .counters: 8
      case .binary16, .bfloat16: 2
      }
    }
  }

  /// Reads every tensor of the file, but for `num_batches_tracked`: PyTorch's batch normalisation counts steps in it, int64, which
  /// nothing here depends on. F16 and BF16 become the float32 that they are exactly.
  ///
  /// - Parameters:
  ///   - path: Where the file lies.
  ///   - elements: The element types that are wanted.
  /// - Throws: Where it is not a safetensors file, is damaged, or holds anything else than `elements`.
  public init(contentsOf path: String, elements: [ElementType] = [.float32]) throws(FileError) {
    let file = try RegularFile(path)
    let problem: JSONError
    do throws(JSONError) {
      let header = try Self.header(file)
      let (pieces, metadata) = try Self.pieces(header.object, dataCount: header.dataCount, elements: elements)
      // Nothing is read before all of it is known to be sound.
      do throws(FileError) {
        tensors = []
        for piece in pieces {
          guard let element = piece.element else { continue }
          let start = header.dataStart + piece.start
          let words =
            switch piece.storage {
            case .binary16, .bfloat16: try Self.halves(file, at: start, count: (piece.end - piece.start) / 2, piece.storage)
            case .words, .counters: try Self.words(file, at: start, count: (piece.end - piece.start) / 4)
            }
          tensors.append(Tensor(name: piece.name, shape: piece.shape, element: element, words: words))
        }
        self.metadata = metadata
        return
      } catch {
        problem = JSONError(error.problem)
      }
    } catch {
      problem = error
    }
    throw FileError(path, "is not a usable safetensors file: \(problem)")
  }

  private static func header(
    _ file: borrowing RegularFile
  ) throws(JSONError) -> (object: JSONObject, dataStart: Int, dataCount: Int) {
    let count = file.byteCount
    guard count >= 8 else { throw JSONError("it has \(count) bytes, and the header's length alone takes 8") }
    let length = try bytes(file, at: 0, count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(count - 8) else {
      throw JSONError("its header should have \(length) bytes, but \(count - 8) follow")
    }
    guard length <= maximumHeaderLength else {
      throw JSONError("its header has \(length) bytes, and the format allows \(maximumHeaderLength)")
    }
    let json = try bytes(file, at: 8, count: Int(length))
    guard json.first == UInt8(ascii: "{") else { throw JSONError("its header does not begin with '{'") }
    return (try JSONObject.read(json, "a header"), 8 + json.count, count - 8 - json.count)
  }

  /// The tensors in the order of their data, checked against each other and against the size of the data.
  private static func pieces(
    _ header: JSONObject, dataCount: Int, elements: [ElementType]
  ) throws(JSONError) -> ([Piece], metadata: [String: String]) {
    var pieces: [Piece] = []
    var metadata: [String: String] = [:]
    for name in header.members.keys.sorted() {
      let entry = try header.require(name, header.object)
      if name == metadataName {
        for key in entry.members.keys { metadata[key] = try entry.text(key) }
      } else {
        pieces.append(try piece(name, entry, dataCount: dataCount, elements: elements))
      }
    }
    pieces.sort { ($0.start, $0.end, $0.name) < ($1.start, $1.end, $1.name) }
    // The format allows neither tensors that share bytes nor bytes between them.
    var end = 0
    for piece in pieces {
      guard piece.start == end else {
        throw JSONError("'\(piece.name)' starts at byte \(piece.start), but the tensors before it end at \(end)")
      }
      end = piece.end
    }
    guard end == dataCount else { throw JSONError("its tensors end at byte \(end) of \(dataCount)") }
    return (pieces, metadata)
  }

  private static func piece(
    _ name: String, _ entry: JSONObject, dataCount: Int, elements: [ElementType]
  ) throws(JSONError) -> Piece {
    let dtype = try entry.require("dtype", entry.text)
    let shape = try entry.require("shape", entry.integers)
    let offsets = try entry.require("data_offsets", entry.integers)
    let isCounter = dtype == "I64" && name.split(separator: ".").last == "num_batches_tracked"
    let half = elements.contains(.float32) ? [Storage.binary16, .bfloat16].first { $0.rawValue == dtype } : nil
    let storage = isCounter ? .counters : half ?? .words
    let element = half == nil ? elements.first { Self.dtype($0) == dtype } : .float32
    guard element != nil || isCounter else {
      throw JSONError(
        "'\(name)' is \(dtype), and only \(elements.map(Self.dtype).joined(separator: " and ")) can be read"
          + (elements.contains(.float32) ? ", and F16 and BF16 as F32" : ""))
    }
    guard let byteCount = byteCount(shape, width: storage.width), byteCount <= dataCount else {
      throw JSONError("'\(name)' has the shape \(shape)")
    }
    guard offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= dataCount,
      offsets[1] - offsets[0] == byteCount
    else {
      throw JSONError("'\(name)' of shape \(shape) claims bytes \(offsets) of \(dataCount)")
    }
    return Piece(name: name, shape: shape, element: element, storage: storage, start: offsets[0], end: offsets[1])
  }

  /// 0 where any dimension is 0, whatever the others; nil for a negative one, and for more than can be counted.
  private static func byteCount(_ shape: [Int], width: Int) -> Int? {
    guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
    if shape.contains(0) { return 0 }
    var count = width
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  private static func words(_ file: borrowing RegularFile, at offset: Int, count: Int) throws(FileError) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: count)
    let read = try words.withUnsafeMutableBufferPointer { words throws(FileError) in
      try file.read(into: UnsafeMutableRawBufferPointer(words), at: offset)
    }
    guard read == 4 * count else { throw FileError(file.path, "it became shorter while it was read") }
    if UInt32(littleEndian: 1) != 1 { for index in words.indices { words[index] = UInt32(littleEndian: words[index]) } }
    return words
  }

  private static func halves(
    _ file: borrowing RegularFile, at offset: Int, count: Int, _ storage: Storage
  ) throws(FileError) -> [UInt32] {
    var halves = [UInt16](repeating: 0, count: count)
    let read = try halves.withUnsafeMutableBufferPointer { halves throws(FileError) in
      try file.read(into: UnsafeMutableRawBufferPointer(halves), at: offset)
    }
    guard read == 2 * count else { throw FileError(file.path, "it became shorter while it was read") }
    return halves.map { half in
      let bits = UInt16(littleEndian: half)
      return storage == .binary16 ? HalfPrecision.float32(binary16: bits) : HalfPrecision.float32(bfloat16: bits)
    }
  }

  private static func bytes(_ file: borrowing RegularFile, at offset: Int, count: Int) throws(JSONError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    do throws(FileError) {
      let read = try bytes.withUnsafeMutableBufferPointer { bytes throws(FileError) in
        try file.read(into: UnsafeMutableRawBufferPointer(bytes), at: offset)
      }
      guard read == count else { throw FileError(file.path, "it became shorter while it was read") }
    } catch {
      throw JSONError(error.problem)
    }
    return bytes
  }
}
