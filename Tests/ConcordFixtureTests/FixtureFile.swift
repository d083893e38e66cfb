import Foundation

/// A file that `scripts/make-fixtures.py` wrote: safetensors of any type that it uses, with the free text of its header.
///
/// Tests read it themselves, so that a mistake in Concord's own reader hides nothing. Errors are for the developer who changes a
/// fixture: Foundation's and the decoder's own.
struct FixtureFile {
  private struct Entry: Decodable {
    var dtype: String
    var shape: [Int]
    var offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  private enum Header: Decodable {
    case tensor(Entry)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      if decoder.codingPath.last?.stringValue == "__metadata__" {
        self = .metadata(try [String: String](from: decoder))
      } else {
        self = .tensor(try Entry(from: decoder))
      }
    }
  }

  let metadata: [String: String]
  private let entries: [String: Entry]
  private let data: Data

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

  /// - Parameter path: Below ``folder``.
  init(_ path: String) throws { try self.init(Self.folder.appendingPathComponent(path)) }

  init(_ url: URL) throws {
    let file = try Data(contentsOf: url)
    let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONDecoder().decode([String: Header].self, from: file[8..<(8 + length)])
    data = Data(file[(8 + length)...])
    metadata = header.values.lazy.compactMap { if case .metadata(let text) = $0 { text } else { nil } }.first ?? [:]
    entries = header.compactMapValues { if case .tensor(let entry) = $0 { entry } else { nil } }
  }

  /// A tensor's shape and what is in it.
  func tensor(_ name: String) throws -> FixtureTensor {
    guard let entry = entries[name] else { throw Mistake(description: "there is no tensor '\(name)'") }
    let bytes = data[entry.offsets[0]..<entry.offsets[1]]
    func words<Word: FixedWidthInteger>(_ type: Word.Type) -> [Word] {
      bytes.withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count, by: MemoryLayout<Word>.size).map {
          Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Word.self))
        }
      }
    }
    let values: FixtureTensor.Values =
      switch entry.dtype {
      case "F32": .float32(words(UInt32.self).map { Float(bitPattern: $0) })
      case "F64": .float64(words(UInt64.self).map { Double(bitPattern: $0) })
      case "I32": .int32(words(Int32.self))
      case "U8": .uint8(words(UInt8.self))
      default: throw Mistake(description: "'\(name)' is \(entry.dtype)")
      }
    return FixtureTensor(shape: entry.shape, values: values)
  }

  /// The tensors whose names begin with `prefix`, by the rest of their names.
  func tensors(_ prefix: String) throws -> [String: FixtureTensor] {
    let names = entries.keys.filter { $0.hasPrefix(prefix) }
    return try Dictionary(uniqueKeysWithValues: names.map { (String($0.dropFirst(prefix.count)), try tensor($0)) })
  }

  struct Mistake: Error, CustomStringConvertible {
    var description: String
  }
}

/// A tensor of a fixture, row-major.
struct FixtureTensor {
  enum Values: Equatable {
    case float32([Float])
    case float64([Double])
    case int32([Int32])
    case uint8([UInt8])
  }

  var shape: [Int]
  var values: Values

  var floats: [Float] { if case .float32(let values) = values { values } else { [] } }
  var doubles: [Double] { if case .float64(let values) = values { values } else { [] } }
  var integers: [Int32] { if case .int32(let values) = values { values } else { [] } }
  var bytes: [UInt8] { if case .uint8(let values) = values { values } else { [] } }
}
