#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Work that falls into independent parts, on all of the processor's cores.
///
/// Threads of its own, made for each call: a pool that is shared with the rest of a process can be full of threads that wait, and
/// a thread costs some 20 µs where a part takes longer than that.
public enum ParallelWork {
  /// How many there are.
  public static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Multiply-adds, or bytes, that are worth a thread.
  private static let grain = 1_000_000

  /// Calls `body` with ranges that together are 0 ..< count, on several threads at once; returns when all are done.
  ///
  /// - Parameters:
  ///   - count: How many parts there are.
  ///   - multiple: All ranges but the last begin and end at multiples of it.
  ///   - work: The multiply-adds of all together, or the bytes that are moved.
  ///   - body: Called once for each part, on any thread.
  public static func forRanges(of count: Int, multiple: Int = 1, work: Int, _ body: (Range<Int>) -> Void) {
    let pieces = (count + multiple - 1) / multiple
    let parts = min(cores, pieces, work / grain)
    guard parts > 1 else { return body(0..<count) }
    func range(_ part: Int) -> Range<Int> {
      min(count, pieces * part / parts * multiple)..<min(count, pieces * (part + 1) / parts * multiple)
    }
    withoutActuallyEscaping(body) { body in
      var threads: [Thread] = []
      for part in 1..<parts {
        // Where the system has no thread left, the caller's does the work.
        if let thread = Thread({ body(range(part)) }) { threads.append(thread) } else { body(range(part)) }
      }
      body(range(0))
      for thread in threads { thread.join() }
    }
  }

  /// A thread that runs a function once.
  private struct Thread {
    private final class Work {
      let body: () -> Void
      init(_ body: @escaping () -> Void) { self.body = body }
    }

    private let handle: pthread_t

    /// Nil where the system refuses.
    init?(_ body: @escaping () -> Void) {
      let work = Unmanaged.passRetained(Work(body))
      #if canImport(Darwin)
        var made: pthread_t?
        let status = pthread_create(
          &made, nil,
          {
            Unmanaged<Work>.fromOpaque($0).takeRetainedValue().body()
            return nil
          }, work.toOpaque())
        guard status == 0, let made else {
          work.release()
          return nil
        }
      #else
        var made = pthread_t()
        let status = pthread_create(
          &made, nil,
          {
            guard let work = $0 else { return nil }
            Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
            return nil
          }, work.toOpaque())
        guard status == 0 else {
          work.release()
          return nil
        }
      #endif
      handle = made
    }

    func join() { pthread_join(handle, nil) }
  }
}
