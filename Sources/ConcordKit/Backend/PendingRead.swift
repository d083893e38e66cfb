/// Bytes on their way from a device. Given up with its last reference, if it was not finished.
public protocol PendingRead: AnyObject {
  /// How many bytes it reads.
  var byteCount: Int { get }

  /// Waits until the bytes are there, and copies them. At most once.
  ///
  /// - Parameter bytes: ``byteCount`` of them.
  /// - Throws: What failed on the way.
  func finish(into bytes: UnsafeMutableRawBufferPointer) throws(BackendError)
}

/// One that was there when it was asked for.
public final class CompleteRead: PendingRead {
  private let bytes: [UInt8]
  public var byteCount: Int { bytes.count }

  /// Reads and waits.
  public init(of buffer: any DeviceBuffer, at offset: Int, byteCount: Int) throws(BackendError) {
    try BufferRange.check(offset, byteCount, of: buffer.byteCount)
    var bytes = [UInt8](repeating: 0, count: byteCount)
    let outcome = bytes.withUnsafeMutableBytes { bytes in
      Result<Void, BackendError> { () throws(BackendError) in try buffer.read(into: bytes, at: offset) }
    }
    try outcome.get()
    self.bytes = bytes
  }

  public func finish(into bytes: UnsafeMutableRawBufferPointer) throws(BackendError) {
    try BufferRange.check(0, bytes.count, of: byteCount)
    bytes.copyBytes(from: self.bytes)
  }
}
