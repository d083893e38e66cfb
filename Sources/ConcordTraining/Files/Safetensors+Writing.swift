import ConcordFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Safetensors {
  private enum HeaderValue: Encodable {
    case tensor(dtype: String, shape: [Int], offsets: [Int])
    case metadata([String: String])

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .metadata(let texts): try texts.encode(to: encoder)
      case .tensor(let dtype, let shape, let offsets):
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(dtype, forKey: .dtype)
        try container.encode(shape, forKey: .shape)
        try container.encode(offsets, forKey: .offsets)
      }
    }
  }

  /// Writes the file, whole or not at all.
  public func write(to path: String) throws(FileError) { try write(to: FileOutput(path)) }

  /// Writes the file, whole or not at all.
  public func write(to output: FileOutput) throws(FileError) {
    var header: [String: HeaderValue] = metadata.isEmpty ? [:] : [Self.metadataName: .metadata(metadata)]
    var offset = 0
    for tensor in tensors {
      let end = offset + 4 * tensor.words.count
      header[tensor.name] = .tensor(dtype: Self.dtype(tensor.element), shape: tensor.shape, offsets: [offset, end])
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let encoded = try? encoder.encode(header) else { throw FileError(output.path, "the header cannot be encoded") }
    var json = [UInt8](encoded)
    // The data starts at a multiple of eight bytes, as the format recommends.
    json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    var file: [UInt8] = []
    file.reserveCapacity(8 + json.count + offset)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { file.append(contentsOf: $0) }
    file += json
    for tensor in tensors {
      #if _endian(little)
        tensor.words.withUnsafeBytes { file.append(contentsOf: $0) }
      #else
        tensor.words.map { $0.littleEndian }.withUnsafeBytes { file.append(contentsOf: $0) }
      #endif
    }
    try output.write(file)
  }
}
