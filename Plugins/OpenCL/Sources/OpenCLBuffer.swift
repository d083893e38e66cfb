import ConcordKit

/// Memory of an OpenCL device.
final class OpenCLBuffer: DeviceBuffer {
  let byteCount: Int
  let device: OpenCLDevice
  let memory: MemoryObject
  /// The same memory for the host, where it may use it by itself.
  private let shared: SharedMemory?
  private var isCounted = false
  /// Where its transfers stand.
  var traffic = DeviceQueue.Traffic()

  init(byteCount: Int, on device: OpenCLDevice) throws(BackendError) {
    guard byteCount > 0 else { throw BackendError(.invalidArgument, "a buffer of \(byteCount) bytes was asked for") }
    if let limit = device.info.maximumAllocationBytes, byteCount > limit {
      throw BackendError(
        .outOfMemory,
        "\(byteCount) bytes in one piece are more than \(device.info.name) gives at once (\(limit)); use a smaller micro-batch")
    }
    // Drivers that run on the host's memory do not count for themselves.
    if let all = device.info.memoryBytes, byteCount > all - device.allocatedByteCount {
      throw BackendError(
        .outOfMemory,
        "\(byteCount) bytes more than the \(device.allocatedByteCount) in use exceed the memory of \(device.info.name) "
          + "(\(all)); use a smaller micro-batch or another device")
    }
    self.byteCount = byteCount
    self.device = device
    if device.traits.sharesHostMemory {
      let shared = try device.calls.sharedMemory(byteCount: byteCount, in: device.context)
      memory = try device.calls.buffer(over: shared, in: device.context)
      self.shared = shared
    } else {
      memory = try device.calls.buffer(byteCount: byteCount, in: device.context)
      shared = nil
    }
    // Some drivers take the memory at its first use: then it must fail here, not in the midst of a step.
    device.work.isIdle = false
    try device.calls.zero(memory, byteCount: byteCount, on: device.queue)
    try device.synchronize()
    device.allocatedByteCount += byteCount
    isCounted = true
  }

  deinit {
    if isCounted { device.allocatedByteCount -= byteCount }
    // A driver keeps a buffer until the commands that use it are done. Memory under it that is not its own goes at once.
    if shared != nil && !device.work.isIdle { try? device.synchronize() }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(BackendError) {
    try BufferRange.check(offset, bytes.count, of: byteCount)
    guard !bytes.isEmpty else { return }
    guard let shared else { return try device.work.write(bytes, to: memory, at: offset, &traffic) }
    // A processor works where the host does: from some size on, a copy for later costs it more than to be waited for.
    if !device.work.isIdle {
      guard device.info.kind == .cpu, bytes.count >= PendingWrites.directByteCount else {
        return try device.work.write(bytes, to: memory, at: offset, &traffic)
      }
      try device.synchronize()
    }
    // Its threads have nothing to do meanwhile.
    ParallelWork.forRanges(of: bytes.count, multiple: 4096, work: bytes.count) { range in
      UnsafeMutableRawBufferPointer(rebasing: shared.bytes[offset + range.lowerBound..<offset + range.upperBound])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError) {
    try BufferRange.check(offset, bytes.count, of: byteCount)
    guard !bytes.isEmpty else { return }
    if let shared {
      if !device.work.isIdle { try device.synchronize() }
      return bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: shared.bytes[offset..<offset + bytes.count]))
    }
    try device.work.willUse(&traffic)
    try device.calls.read(memory, at: offset, into: bytes, on: device.queue)
    device.work.didWait()
  }

  func startRead(at offset: Int, byteCount: Int) throws(BackendError) -> any PendingRead {
    // What is done can be read at once.
    guard byteCount > 0, shared == nil || !device.work.isIdle else {
      return try CompleteRead(of: self, at: offset, byteCount: byteCount)
    }
    try BufferRange.check(offset, byteCount, of: self.byteCount)
    return try OpenCLRead(byteCount: byteCount, at: offset, of: self)
  }
}
