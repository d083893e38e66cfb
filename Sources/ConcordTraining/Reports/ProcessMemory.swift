#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The host memory of this process, which the memory model does not cover: code, the driver, the data set.
public enum ProcessMemory {
  /// The largest resident size so far.
  public static var peakResidentBytes: Int {
    var usage = rusage()
    #if os(Linux)
      // ru_maxrss counts KiB on Linux, bytes elsewhere.
      let (who, unit) = (__rusage_who_t(RUSAGE_SELF.rawValue), 1024)
    #else
      let (who, unit) = (RUSAGE_SELF, 1)
    #endif
    guard getrusage(who, &usage) == 0 else { return 0 }
    return Int(usage.ru_maxrss) * unit
  }
}
