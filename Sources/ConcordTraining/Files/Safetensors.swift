import ConcordKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The safetensors format: eight bytes of header length, a JSON header, the tensors' little-endian bytes.
///
/// Source: https://github.com/huggingface/safetensors#format
public struct Safetensors: Sendable {
  /// A tensor of four-byte elements, row-major.
  public struct Tensor: Sendable, Equatable {
    public var name: String
    public var shape: [Int]
    public var element: ElementType
    /// The elements' bit patterns.
    public var words: [UInt32]

    public init(name: String, shape: [Int], element: ElementType, words: [UInt32]) {
      self.name = name
      self.shape = shape
      self.element = element
      self.words = words
    }

    /// A float32 tensor.
    public init(name: String, shape: [Int], values: [Float]) {
      self.init(name: name, shape: shape, element: .float32, words: values.map(\.bitPattern))
    }

    /// The elements of a float32 tensor.
    public var values: [Float] { words.map { Float(bitPattern: $0) } }
  }

  /// As the format names element types.
  private static func dtype(_ element: ElementType) -> String {
    switch element {
    case .float32: "F32"
    case .int32: "I32"
    }
  }

  /// In the order of their data.
  public var tensors: [Tensor]

  public init(_ tensors: [Tensor]) { self.tensors = tensors }

  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    /// First byte and end, counted from the end of the header.
    var offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  // MARK: Writing

  public func write(to path: String) throws(FileError) {
    var header: [String: Entry] = [:]
    var offset = 0
    for tensor in tensors {
      let end = offset + 4 * tensor.words.count
      header[tensor.name] = Entry(dtype: Self.dtype(tensor.element), shape: tensor.shape, offsets: [offset, end])
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var json = try? encoder.encode(header) else { throw FileError(path, "the header cannot be encoded") }
    // The data starts at a multiple of eight bytes, as the format recommends.
    json.append(Data(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    var file = Data(capacity: 8 + json.count + offset)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { file.append(contentsOf: $0) }
    file.append(json)
    for tensor in tensors {
      tensor.words.map(\.littleEndian).withUnsafeBytes { file.append(contentsOf: $0) }
    }
    try AtomicFile.write(file, to: path)
  }

  // MARK: Reading

  /// Reads every tensor of the file, but for `num_batches_tracked`: PyTorch's batch normalisation counts steps in it, int64, which
  /// nothing here depends on.
  ///
  /// - Parameter elements: The element types that are wanted.
  /// - Throws: Where it is not a safetensors file, is damaged, or holds anything else than `elements`.
  public init(contentsOf path: String, elements: [ElementType] = [.float32]) throws(FileError) {
    let file = try AtomicFile.read(path)
    func damaged(_ problem: String) -> FileError { FileError(path, "is not a usable safetensors file: \(problem)") }
    guard file.count >= 8 else { throw damaged("it has \(file.count) bytes, and the header's length alone takes 8") }
    let length = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(file.count - 8) else {
      throw damaged("its header should have \(length) bytes, but \(file.count - 8) follow")
    }
    let dataStart = 8 + Int(length)
    let header: [String: HeaderValue]
    do {
      header = try JSONDecoder().decode([String: HeaderValue].self, from: file[8..<dataStart])
    } catch {
      throw damaged("its header is not the JSON that the format describes")
    }
    guard Self.memberCount(file[8..<dataStart]) == header.count else { throw damaged("its header has a name twice") }
    let data = file[dataStart...]
    // What takes part in the check of the file's layout, with the tensor where it is read.
    var pieces: [(start: Int, end: Int, name: String, tensor: Tensor?)] = []
    for case (let name, .tensor(let entry)) in header {
      let isCounter = entry.dtype == "I64" && name.split(separator: ".").last == "num_batches_tracked"
      let width = isCounter ? 8 : 4
      let element = elements.first { Self.dtype($0) == entry.dtype }
      guard element != nil || isCounter else {
        let names = elements.map(Self.dtype).joined(separator: " and ")
        throw damaged("'\(name)' is \(entry.dtype), and only \(names) can be read")
      }
      var count = 1
      for dimension in entry.shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
        guard dimension >= 0, !overflow, product <= data.count else { throw damaged("'\(name)' has the shape \(entry.shape)") }
        count = product
      }
      guard entry.offsets.count == 2, let start = entry.offsets.first, let end = entry.offsets.last,
        0 <= start, start <= end, end <= data.count, end - start == width * count
      else {
        throw damaged("'\(name)' of shape \(entry.shape) claims bytes \(entry.offsets) of \(data.count)")
      }
      guard !isCounter else {
        pieces.append((start, end, name, nil))
        continue
      }
      let bytes = data[(dataStart + start)..<(dataStart + end)]
      let words = bytes.withUnsafeBytes { bytes in
        (0..<count).map { UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
      }
      pieces.append(
        (start, end, name, element.map { Tensor(name: name, shape: entry.shape, element: $0, words: words) }))
    }
    pieces.sort { ($0.start, $0.end, $0.name) < ($1.start, $1.end, $1.name) }
    // The format allows neither tensors that share bytes nor bytes between them.
    var end = 0
    for piece in pieces {
      guard piece.start == end else {
        throw damaged("'\(piece.name)' starts at byte \(piece.start), but the tensors before it end at \(end)")
      }
      end = piece.end
    }
    guard end == data.count else { throw damaged("its tensors end at byte \(end) of \(data.count)") }
    tensors = pieces.compactMap(\.tensor)
  }

  /// How many members a JSON object names, counting a name that comes twice as two: what a dictionary cannot tell.
  ///
  /// - Parameter json: Valid JSON.
  private static func memberCount(_ json: Data) -> Int {
    var (count, depth, isInString, isEscaped) = (0, 0, false, false)
    for byte in json {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isInString: isEscaped = true
      case UInt8(ascii: "\""): isInString.toggle()
      case _ where isInString: break
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ":") where depth == 1: count += 1
      default: break
      }
    }
    return count
  }

  /// A value of the header: a tensor, or the free text of `__metadata__`.
  private enum HeaderValue: Decodable {
    case tensor(Entry)
    case metadata

    init(from decoder: any Decoder) throws {
      if decoder.codingPath.last?.stringValue == "__metadata__" {
        self = .metadata
      } else {
        self = .tensor(try Entry(from: decoder))
      }
    }
  }
}
