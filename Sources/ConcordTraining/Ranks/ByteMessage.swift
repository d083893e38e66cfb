import ConcordKit

/// Values one after another, little endian, as ranks send them to each other.
struct ByteMessage {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ number: Int) { append(UInt64(bitPattern: Int64(number))) }

  mutating func append(_ number: Double) { append(number.bitPattern) }

  mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes += text.utf8
  }

  mutating func append(_ bytes: [UInt8]) {
    append(bytes.count)
    self.bytes += bytes
  }

  /// Without their count.
  mutating func append(_ values: [Float]) { values.withUnsafeBytes { bytes += $0 } }

  private mutating func append(_ word: UInt64) { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }

  /// Takes them out again. Whatever the bytes are, nothing is read behind their end.
  struct Reader {
    private let bytes: [UInt8]
    private var place = 0
    private let sender: String

    /// - Parameter sender: For messages.
    init(_ bytes: [UInt8], from sender: String) { (self.bytes, self.sender) = (bytes, sender) }

    mutating func word() throws -> UInt64 {
      let next = try take(8)
      return bytes[next].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// - Parameter limit: More than that is an error.
    mutating func count(atMost limit: Int = Int(Int32.max)) throws -> Int {
      let word = try word()
      guard word <= UInt64(limit) else { throw unreadable }
      return Int(word)
    }

    mutating func number() throws -> Double { Double(bitPattern: try word()) }

    mutating func text() throws -> String { String(decoding: bytes[try take(count())], as: UTF8.self) }

    mutating func byteArray() throws -> [UInt8] { Array(bytes[try take(count(atMost: 1 << 44))]) }

    mutating func floats(_ count: Int) throws -> [Float] {
      let place = try take(count.multipliedSaturating(by: 4))
      return [Float](unsafeUninitializedCapacity: count) { room, initialized in
        bytes.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(room).copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[place]))
        }
        initialized = count
      }
    }

    /// That nothing is left.
    func end() throws { if place != bytes.count { throw unreadable } }

    var unreadable: BackendError {
      BackendError(
        .internal, "\(sender) sent a message that cannot be read; all ranks must run the same concord over a sound network")
    }

    private mutating func take(_ count: Int) throws -> Range<Int> {
      guard count <= bytes.count - place else { throw unreadable }
      defer { place += count }
      return place..<(place + count)
    }
  }
}
