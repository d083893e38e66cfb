import CProcess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Limits on memory and threads under which the process would hang or trap before it could say why: Swift's concurrency waits for
/// ever for a thread that the system does not give.
enum SystemLimits {
  /// Threads beside the first that are needed at one time.
  private static let threads = 4
  /// Their stacks, of 8 MiB each, and what a command takes before it asks for a device's memory.
  private static let freeByteCount = 56 << 20

  /// Where the process's address space is limited, all threads allocate from one arena: glibc reserves 64 MiB of address space for each
  /// thread's own otherwise, and allocations fail when most of the limit is reserved and hardly any of it used.
  static func prepareAllocation() {
    #if os(Linux)
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else { return }
      use_single_arena()
    #endif
  }

  /// Which limit is too tight, and what to do; nil where none is.
  static func problem() -> String? { memoryProblem() ?? threadProblem() }

  private static func memoryProblem() -> String? {
    #if os(Linux)
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, let used = addressSpace() else { return nil }
      let free = limit.rlim_cur > used ? limit.rlim_cur - used : 0
      guard free < UInt(freeByteCount) else { return nil }
      let needed = (used + UInt(freeByteCount)) >> 10
      return
        "this process may have \(limit.rlim_cur >> 10) KiB of address space, and needs \(needed) before it trains anything; raise the "
        + "limit: ulimit -v unlimited"
    #else
      return nil
    #endif
  }

  #if os(Linux)
    /// Bytes, from the first number of `/proc/self/statm`, which counts pages.
    private static func addressSpace() -> UInt? {
      guard let file = fopen("/proc/self/statm", "re") else { return nil }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      guard fgets(&line, Int32(line.count), file) != nil else { return nil }
      return strtoul(line, nil, 10) * UInt(max(0, sysconf(Int32(_SC_PAGESIZE))))
    }
  #endif

  /// Makes the threads at once, and ends them.
  private static func threadProblem() -> String? {
    #if os(Linux)
      var gate = pthread_mutex_t()
      pthread_mutex_init(&gate, nil)
      defer { pthread_mutex_destroy(&gate) }
      return withUnsafeMutablePointer(to: &gate) { gate in
        pthread_mutex_lock(gate)
        var made: [pthread_t] = []
        var status: Int32 = 0
        while made.count < threads, status == 0 {
          var thread = pthread_t()
          status = pthread_create(
            &thread, nil,
            { gate in
              guard let gate = gate?.assumingMemoryBound(to: pthread_mutex_t.self) else { return nil }
              pthread_mutex_lock(gate)
              pthread_mutex_unlock(gate)
              return nil
            }, gate)
          if status == 0 { made.append(thread) }
        }
        pthread_mutex_unlock(gate)
        for thread in made { pthread_join(thread, nil) }
        guard status != 0 else { return nil }
        return
          "the system gives this process \(made.count) threads beside its first, and it needs \(threads); raise the limit on "
          + "processes (ulimit -u), or the control group's (pids.max)"
      }
    #else
      return nil
    #endif
  }
}
