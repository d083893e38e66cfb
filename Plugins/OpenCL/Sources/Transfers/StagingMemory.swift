import ConcordKit

/// Memory of the host's from which bytes go to the device.
final class StagingMemory {
  let bytes: UnsafeMutableRawBufferPointer
  /// What the driver keeps in place, so that the device fetches from it by itself; nil: the process's own memory.
  private let pinned: PinnedMemory?

  init(byteCount: Int) {
    bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    pinned = nil
  }

  init(_ pinned: PinnedMemory) {
    bytes = pinned.bytes
    self.pinned = pinned
  }

  deinit { if pinned == nil { bytes.deallocate() } }
}
