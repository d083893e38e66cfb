import ConcordKit

/// Bytes of a message between the suite and a worker, one value after another, little-endian.
struct MessageWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: Int) { withUnsafeBytes(of: Int64(value).littleEndian) { bytes.append(contentsOf: $0) } }

  mutating func write(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  mutating func write(_ text: String) { write(Array(text.utf8)) }

  mutating func write(_ block: [UInt8]) {
    write(block.count)
    bytes += block
  }

  mutating func write(_ block: UnsafeRawBufferPointer) {
    write(block.count)
    bytes.append(contentsOf: block)
  }

  mutating func write<Element>(_ list: [Element], _ body: (inout MessageWriter, Element) -> Void) {
    write(list.count)
    for element in list { body(&self, element) }
  }
}

/// Reads what a ``MessageWriter`` wrote. What is not there is an error: the other process may have been damaged.
struct MessageReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func integer() throws(BackendError) -> Int {
    var value: Int64 = 0
    try copy(into: &value)
    return Int(Int64(littleEndian: value))
  }

  mutating func word() throws(BackendError) -> UInt32 {
    var value: UInt32 = 0
    try copy(into: &value)
    return UInt32(littleEndian: value)
  }

  mutating func text() throws(BackendError) -> String { String(decoding: try block(), as: UTF8.self) }

  mutating func block() throws(BackendError) -> ArraySlice<UInt8> {
    let count = try integer()
    guard count >= 0, count <= bytes.count - position else { throw Self.damaged }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func list<Element>(
    _ body: (inout MessageReader) throws(BackendError) -> Element
  ) throws(BackendError) -> [Element] {
    let count = try integer()
    guard count >= 0, count <= bytes.count else { throw Self.damaged }
    var result: [Element] = []
    for _ in 0..<count { result.append(try body(&self)) }
    return result
  }

  private mutating func copy<Value: BitwiseCopyable>(into value: inout Value) throws(BackendError) {
    let count = MemoryLayout<Value>.size
    guard count <= bytes.count - position else { throw Self.damaged }
    withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: bytes[position..<position + count]) }
    position += count
  }

  static let damaged = BackendError(.internal, "a message between the suite and its worker is damaged")
}

/// What the suite asks of a worker. Each is answered before the next is asked.
enum WorkerRequest: UInt32 {
  /// Opens what the user named, without the host's probe: the suite is a larger one.
  case start = 1
  case devices, open, allocate, write, read, workspace, compile, run, synchronize
  /// Drops the last reference to a device, a buffer, a program or a read.
  case release
  case residentByteCount, runConcurrently
  case startRead, finishRead
  /// Loads what the user named, and opens nothing.
  case load
  /// Opens a device as every command does, with the host's probe, and closes it.
  case probe
  /// What calls changed of the thread that made them.
  case callerChanges
  case tune
  /// All that is known of a device.
  case facts
  /// Runs a program once, and tells when its launches were at work.
  case profile
  /// How fast a device is at best.
  case peak
}
