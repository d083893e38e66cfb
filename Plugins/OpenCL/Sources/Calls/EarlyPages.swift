#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Pages of memory that a processor computes in, made while the program is still prepared: a first step touches some hundred MiB, and would wait
/// for the system at each of their pages.
enum EarlyPages {
  /// Memory from here on is worth a thread.
  private static let worthwhile = 4 << 20

  /// Makes them on a thread of its own, for which nobody waits, where the system can (`MADV_POPULATE_WRITE` of Linux 5.14). It changes no
  /// content, so it does no harm to memory that was given back meanwhile.
  static func make(_ memory: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
      guard memory.count >= worthwhile, let start = memory.baseAddress else { return }
      let page = Int(sysconf(Int32(_SC_PAGESIZE)))
      let first = start.alignedUp(toMultipleOf: page)
      let last = (start + memory.count).alignedDown(toMultipleOf: page)
      let work = Unmanaged.passRetained(Range(first, last))
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          let range = Unmanaged<Range>.fromOpaque(argument).takeRetainedValue()
          _ = madvise(range.first, range.last - range.first, MADV_POPULATE_WRITE)
          return nil
        }, work.toOpaque())
      if status == 0 { pthread_detach(thread) } else { work.release() }
    #endif
  }

  private final class Range {
    let first: UnsafeMutableRawPointer
    let last: UnsafeMutableRawPointer
    init(_ first: UnsafeMutableRawPointer, _ last: UnsafeMutableRawPointer) { (self.first, self.last) = (first, last) }
  }
}
