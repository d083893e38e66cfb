#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A zeroed piece of the host's memory, aligned like a device buffer. Freed with its owner.
struct HostMemory: ~Copyable {
  static let alignment = 256

  private let block: UnsafeMutableRawPointer
  let start: UnsafeMutableRawPointer

  /// Nil where the host does not have it. Swift's own allocation would end the process.
  init?(byteCount: Int) {
    if let physical = Self.physicalByteCount, byteCount > physical { return nil }
    let (padded, overflow) = byteCount.addingReportingOverflow(Self.alignment)
    guard !overflow, let block = calloc(padded, 1) else { return nil }
    self.block = block
    start = block.alignedUp(toMultipleOf: Self.alignment)
  }

  deinit { free(block) }

  /// All memory of this machine, or nil where the system does not say.
  static var physicalByteCount: Int? {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageBytes = sysconf(Int32(_SC_PAGESIZE))
    return pages > 0 && pageBytes > 0 ? pages * pageBytes : nil
  }
}
