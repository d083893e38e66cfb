import ConcordKit

/// A read that the queue comes to after the work before it.
final class OpenCLRead: PendingRead {
  var byteCount: Int { bytes.count }
  private let bytes: UnsafeMutableRawBufferPointer
  /// Kept until the read is done.
  private let buffer: OpenCLBuffer
  /// Nil once it is done, and where it could not be asked for.
  private var event: Event?

  init(byteCount: Int, at offset: Int, of buffer: OpenCLBuffer) throws(BackendError) {
    self.buffer = buffer
    bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    let work = buffer.device.work
    try work.willUse(&buffer.traffic)
    work.isIdle = false
    event = try buffer.device.calls.startRead(buffer.memory, at: offset, into: bytes, on: buffer.device.queue)
    let mark = try work.mark([buffer.traffic])
    work.didUse(&buffer.traffic, until: mark)
  }

  deinit {
    // The driver writes into these bytes until it is done.
    if let event, (try? buffer.device.calls.wait(for: event)) == nil { try? buffer.device.synchronize() }
    bytes.deallocate()
  }

  func finish(into bytes: UnsafeMutableRawBufferPointer) throws(BackendError) {
    try BufferRange.check(0, bytes.count, of: byteCount)
    if let event { try buffer.device.calls.wait(for: event) }
    event = nil
    bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: self.bytes[..<bytes.count]))
  }
}
