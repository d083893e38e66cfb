import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The host memory of this process, which the memory model does not cover: code, the driver, the data set.
public enum ProcessMemory {
  /// The resident size now; 0 where the system does not say.
  public static var residentBytes: Int {
    // Its second number counts resident pages.
    guard let data = try? RegularFile.contents(of: "/proc/self/statm", limit: 1 << 16) else { return 0 }
    let numbers = data.split(separator: UInt8(ascii: " ")).map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    return numbers.count > 1 ? numbers[1] * sysconf(Int32(_SC_PAGESIZE)) : 0
  }

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
