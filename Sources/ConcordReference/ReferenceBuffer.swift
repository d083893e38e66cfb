import ConcordKit

/// Host memory as device memory.
final class ReferenceBuffer: DeviceBuffer {
  let byteCount: Int
  let device: ReferenceDevice
  private let memory: HostMemory

  init(byteCount: Int, on device: ReferenceDevice) throws(BackendError) {
    guard byteCount > 0 else { throw BackendError(.invalidArgument, "a buffer of \(byteCount) bytes was asked for") }
    guard let memory = HostMemory(byteCount: byteCount) else {
      throw BackendError(
        .outOfMemory, "this machine cannot give \(byteCount) bytes; use a smaller micro-batch or a smaller model")
    }
    self.byteCount = byteCount
    self.device = device
    self.memory = memory
  }

  var start: UnsafeMutableRawPointer { memory.start }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BackendError) {
    try BufferRange.check(offset, bytes.count, of: byteCount)
    guard let source = bytes.baseAddress else { return }
    (start + offset).copyMemory(from: source, byteCount: bytes.count)
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError) {
    try BufferRange.check(offset, bytes.count, of: byteCount)
    guard let target = bytes.baseAddress else { return }
    target.copyMemory(from: start + offset, byteCount: bytes.count)
  }
}
