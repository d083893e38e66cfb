import ConcordKit

/// The order of a device's work: one queue for all of it, and beside it one for large writes where the device copies by itself. Runs,
/// writes and reads take effect in the order in which they were asked for; a copy into memory that no run under way uses does not wait
/// for that run.
final class DeviceQueue {
  let queue: Queue
  /// Whether all that was asked of the queues is known to be done.
  var isIdle = false
  private let calls: OpenCLCalls
  private let writes: PendingWrites
  private let transfers: (queue: Queue, writes: PendingWrites)?

  /// - Parameter hasTransfers: Whether large writes have a queue of their own, with staging memory that the driver keeps in place.
  init(
    of device: DeviceID, in context: Context, hasTransfers: Bool, calls: OpenCLCalls
  ) throws(BackendError) {
    self.calls = calls
    queue = try calls.queue(of: device, in: context)
    writes = PendingWrites(calls: calls)
    if hasTransfers {
      let queue = try calls.queue(of: device, in: context)
      transfers = (
        queue,
        PendingWrites(calls: calls) { byteCount throws(BackendError) in
          StagingMemory(try calls.pinnedMemory(byteCount: byteCount, in: context, on: queue))
        }
      )
    } else {
      transfers = nil
    }
  }

  deinit { try? finish() }

  /// Where a buffer's transfers stand.
  struct Traffic {
    /// After what the device's queue has of it, where large writes went by the other queue.
    fileprivate var lastUse: Event?
    /// The last write of the other queue, for which the device's does not wait yet.
    fileprivate var arriving: Event?
    fileprivate var isShared = false
  }

  /// Before the device's queue uses the buffer.
  func willUse(_ traffic: inout Traffic) throws(BackendError) {
    guard let event = traffic.arriving else { return }
    try calls.hold(queue, until: event)
    traffic.arriving = nil
  }

  /// After that; nil where no buffer needs it.
  func mark(_ traffics: [Traffic]) throws(BackendError) -> Event? {
    traffics.contains(where: \.isShared) ? try calls.marker(on: queue) : nil
  }

  func didUse(_ traffic: inout Traffic, until event: Event?) { if traffic.isShared { traffic.lastUse = event } }

  func write(
    _ bytes: UnsafeRawBufferPointer, to memory: MemoryObject, at offset: Int, _ traffic: inout Traffic
  ) throws(BackendError) {
    let isLarge = bytes.count >= PendingWrites.directByteCount
    if isIdle && isLarge {
      traffic.arriving = nil
      return try calls.writeAndWait(bytes, to: memory, at: offset, on: queue)
    }
    guard isLarge, let transfers else {
      try willUse(&traffic)
      isIdle = false
      try writes.write(bytes, to: memory, at: offset, on: queue)
      guard let event = try mark([traffic]) else { return }
      didUse(&traffic, until: event)
      return try calls.flush(queue)
    }
    // What the device's queue had of it before is not known.
    if !traffic.isShared { try finish() }
    traffic.isShared = true
    isIdle = false
    traffic.arriving = try transfers.writes.write(bytes, to: memory, at: offset, on: transfers.queue, after: traffic.lastUse)
    try calls.flush(transfers.queue)
  }

  /// All that was asked of the device's queue is done.
  func didWait() { isIdle = transfers == nil }

  /// Waits for all of both queues.
  ///
  /// - Throws: What failed, a write on its way too.
  func finish() throws(BackendError) {
    var failure: BackendError?
    if let transfers {
      do throws(BackendError) { try transfers.writes.finish(transfers.queue) } catch { failure = error }
    }
    try writes.finish(queue)
    if let failure { throw failure }
    isIdle = true
  }
}
