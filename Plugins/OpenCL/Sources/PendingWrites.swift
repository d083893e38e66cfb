import ConcordKit

/// Copies of what is on its way to the device, so that a write neither waits for the work before it nor ties the caller's
/// memory.
final class PendingWrites {
  private struct Pending {
    var bytes: UnsafeMutableRawBufferPointer
    var event: Event
  }

  /// Bytes that may be on the way; beyond, a write waits.
  static let limit = 64 << 20

  private let calls: OpenCLCalls
  private var pending: [Pending] = []

  init(calls: OpenCLCalls) { self.calls = calls }

  // The owner of the queue has waited for it before.
  deinit { free(pending.count) }

  func write(
    _ bytes: UnsafeRawBufferPointer, to memory: MemoryObject, at offset: Int, on queue: Queue
  ) throws(BackendError) {
    try discardComplete()
    if pending.reduce(bytes.count, { $0 + $1.bytes.count }) > Self.limit { try finish(queue) }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
    copy.copyMemory(from: bytes)
    do throws(BackendError) {
      pending.append(
        Pending(
          bytes: copy,
          event: try calls.write(UnsafeRawBufferPointer(copy), to: memory, at: offset, on: queue)))
    } catch {
      copy.deallocate()
      throw error
    }
  }

  /// Waits for all work of the queue; then nothing is on the way.
  ///
  /// - Throws: What failed, a write on its way too.
  func finish(_ queue: Queue) throws(BackendError) {
    try calls.finish(queue)
    defer { free(pending.count) }
    for write in pending { _ = try calls.isComplete(write.event) }
  }

  /// Writes are done in the order in which they were asked for.
  private func discardComplete() throws(BackendError) {
    var complete = 0
    while complete < pending.count, try calls.isComplete(pending[complete].event) { complete += 1 }
    free(complete)
  }

  private func free(_ count: Int) {
    for write in pending.prefix(count) { write.bytes.deallocate() }
    pending.removeFirst(count)
  }
}
