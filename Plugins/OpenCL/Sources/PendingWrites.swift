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

  /// From so many bytes on, the copy takes longer than to wait for the device.
  static let directByteCount = 1 << 20

  /// Copies kept for later: those of two batches, their images and their labels.
  private static let maximumSpares = 4

  /// Whether all that was asked of the queue is known to be done.
  var queueIsIdle = false

  private let calls: OpenCLCalls
  private var pending: [Pending] = []
  /// Copies that are done with, for writes of the same size: batches are alike, and memory that is new to the process is slow
  /// to write.
  private var spare: [UnsafeMutableRawBufferPointer] = []

  init(calls: OpenCLCalls) { self.calls = calls }

  // The owner of the queue has waited for it before.
  deinit {
    for write in pending { write.bytes.deallocate() }
    for copy in spare { copy.deallocate() }
  }

  func write(
    _ bytes: UnsafeRawBufferPointer, to memory: MemoryObject, at offset: Int, on queue: Queue
  ) throws(BackendError) {
    if queueIsIdle && bytes.count >= Self.directByteCount {
      return try calls.writeAndWait(bytes, to: memory, at: offset, on: queue)
    }
    try discardComplete()
    if pending.reduce(bytes.count, { $0 + $1.bytes.count }) > Self.limit { try finish(queue) }
    let copy = takeSpare(byteCount: bytes.count)
    copy.copyMemory(from: bytes)
    queueIsIdle = false
    do throws(BackendError) {
      pending.append(
        Pending(
          bytes: copy,
          event: try calls.write(UnsafeRawBufferPointer(copy), to: memory, at: offset, on: queue)))
    } catch {
      spare.append(copy)
      throw error
    }
  }

  /// Waits for all work of the queue; then nothing is on the way.
  ///
  /// - Throws: What failed, a write on its way too.
  func finish(_ queue: Queue) throws(BackendError) {
    try calls.finish(queue)
    queueIsIdle = true
    defer { retire(pending.count) }
    for write in pending { _ = try calls.isComplete(write.event) }
  }

  /// Writes are done in the order in which they were asked for.
  private func discardComplete() throws(BackendError) {
    var complete = 0
    while complete < pending.count, try calls.isComplete(pending[complete].event) { complete += 1 }
    retire(complete)
  }

  private func retire(_ count: Int) {
    spare += pending.prefix(count).map(\.bytes)
    pending.removeFirst(count)
    while spare.count > Self.maximumSpares { spare.removeFirst().deallocate() }
  }

  private func takeSpare(byteCount: Int) -> UnsafeMutableRawBufferPointer {
    if let index = spare.lastIndex(where: { $0.count == byteCount }) { return spare.remove(at: index) }
    return UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
  }
}
