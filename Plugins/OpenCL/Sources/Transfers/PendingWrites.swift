import ConcordKit

/// Copies of what is on its way to the device, so that a write neither waits for the work before it nor ties the caller's
/// memory.
final class PendingWrites {
  private struct Pending {
    var copy: StagingMemory
    var event: Event
  }

  /// Bytes that may be on the way; beyond, a write waits for the oldest of them.
  static let limit = 64 << 20

  /// A larger write goes in pieces of so many bytes, so that one is copied while others are on their way.
  static let pieceByteCount = 16 << 20

  /// From so many bytes on, the copy takes longer than to wait for the device.
  static let directByteCount = 1 << 20

  /// Copies kept for later: those of two batches, their images and their labels.
  private static let maximumSpares = 4

  private let calls: OpenCLCalls
  /// Where copies are made.
  private let staging: (Int) throws(BackendError) -> StagingMemory
  private var pending: [Pending] = []
  /// Copies that are done with, for writes of the same size: batches are alike, and memory that is new to the process is slow
  /// to write.
  private var spare: [StagingMemory] = []

  // The owner of the queue has waited for it before.
  init(
    calls: OpenCLCalls,
    staging: @escaping (Int) throws(BackendError) -> StagingMemory = { byteCount in StagingMemory(byteCount: byteCount) }
  ) {
    self.calls = calls
    self.staging = staging
  }

  /// - Parameter earlier: What it comes after, in another queue.
  /// - Returns: What is complete when all of it is there.
  @discardableResult
  func write(
    _ bytes: UnsafeRawBufferPointer, to memory: MemoryObject, at offset: Int, on queue: Queue, after earlier: Event? = nil
  ) throws(BackendError) -> Event? {
    try discardComplete()
    var last: Event?
    for start in stride(from: 0, to: bytes.count, by: Self.pieceByteCount) {
      let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<min(bytes.count, start + Self.pieceByteCount)])
      try makeRoom(for: piece.count)
      let copy = try takeSpare(byteCount: piece.count)
      copy.bytes.copyMemory(from: piece)
      do throws(BackendError) {
        let event = try calls.write(
          UnsafeRawBufferPointer(copy.bytes), to: memory, at: offset + start, on: queue, after: earlier)
        pending.append(Pending(copy: copy, event: event))
        last = event
      } catch {
        spare.append(copy)
        throw error
      }
    }
    return last
  }

  /// Waits for all work of the queue; then nothing is on the way.
  ///
  /// - Throws: What failed, a write on its way too.
  func finish(_ queue: Queue) throws(BackendError) {
    try calls.finish(queue)
    defer { retire(pending.count) }
    for write in pending { _ = try calls.isComplete(write.event) }
  }

  private func makeRoom(for byteCount: Int) throws(BackendError) {
    var count = pending.reduce(byteCount) { $0 + $1.copy.bytes.count }
    while count > Self.limit, let oldest = pending.first {
      try calls.wait(for: oldest.event)
      _ = try calls.isComplete(oldest.event)
      count -= oldest.copy.bytes.count
      retire(1)
    }
  }

  /// Writes are done in the order in which they were asked for.
  private func discardComplete() throws(BackendError) {
    var complete = 0
    while complete < pending.count, try calls.isComplete(pending[complete].event) { complete += 1 }
    retire(complete)
  }

  private func retire(_ count: Int) {
    spare += pending.prefix(count).map(\.copy)
    pending.removeFirst(count)
    while spare.count > Self.maximumSpares { spare.removeFirst() }
  }

  private func takeSpare(byteCount: Int) throws(BackendError) -> StagingMemory {
    if let index = spare.lastIndex(where: { $0.bytes.count == byteCount }) { return spare.remove(at: index) }
    return try staging(byteCount)
  }
}
