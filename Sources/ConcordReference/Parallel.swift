import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Work that falls into independent parts, on all of the processor's cores.
enum Parallel {
  private static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Calls `body` with ranges that together are 0 ..< count, on several threads at once; returns when all are done.
  ///
  /// - Parameters:
  ///   - multiple: All ranges but the last begin and end at multiples of it.
  ///   - work: The operations of all together, roughly. Waking a thread for few of them costs more than it brings.
  static func forRanges(of count: Int, multiple: Int = 1, work: Int, _ body: (Range<Int>) -> Void) {
    let pieces = (count + multiple - 1) / multiple
    let parts = min(cores, pieces, work / 100_000)
    guard parts > 1 else { return body(0..<count) }
    withoutActuallyEscaping(body) { body in
      // Parts write to different places, which the compiler cannot see.
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        body(min(count, pieces * part / parts * multiple)..<min(count, pieces * (part + 1) / parts * multiple))
      }
    }
  }
}
