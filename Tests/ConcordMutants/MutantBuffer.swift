import ConcordKit

/// The reference's memory, but for a mistake in its transfers.
final class MutantBuffer: DeviceBuffer {
  let byteCount: Int
  let underlying: any DeviceBuffer
  let device: MutantDevice
  private let fault: CallFault?
  private var late: (bytes: [UInt8], offset: Int)?

  init(_ underlying: any DeviceBuffer, byteCount: Int, _ fault: CallFault?, _ device: MutantDevice) {
    self.underlying = underlying
    self.byteCount = byteCount
    self.fault = fault
    self.device = device
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BackendError) {
    if fault == .absurdBuffersAccepted { try? underlying.write(bytes, at: min(offset, 1 << 20)) }
    do throws(BackendError) {
      // A small write waits for the next one.
      guard fault == .lateWrites, bytes.count <= 4 else { return try underlying.write(bytes, at: offset) }
      if let late { try underlying.write(late.bytes, at: late.offset) }
      late = (Array(bytes), offset)
    } catch {
      guard fault == .transfersClamped || fault == .absurdBuffersAccepted, error.code == .invalidArgument else { throw error }
    }
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError) {
    do throws(BackendError) {
      try underlying.read(into: bytes, at: offset)
    } catch {
      guard fault == .transfersClamped, error.code == .invalidArgument else { throw error }
    }
  }

  func startRead(at offset: Int, byteCount: Int) throws(BackendError) -> any PendingRead {
    guard fault == .lateReads else { return try CompleteRead(of: self, at: offset, byteCount: byteCount) }
    try BufferRange.check(offset, byteCount, of: self.byteCount)
    return LateRead(of: self, at: offset, byteCount: byteCount)
  }
}

/// Reads when it is asked for the bytes.
private final class LateRead: PendingRead {
  let byteCount: Int
  private let buffer: any DeviceBuffer
  private let offset: Int

  init(of buffer: any DeviceBuffer, at offset: Int, byteCount: Int) {
    self.buffer = buffer
    self.offset = offset
    self.byteCount = byteCount
  }

  func finish(into bytes: UnsafeMutableRawBufferPointer) throws(BackendError) { try buffer.read(into: bytes, at: offset) }
}
