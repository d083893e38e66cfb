#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The memory that this process holds now.
enum ResidentMemory {
  /// Bytes, from the second number of `/proc/self/statm`, which counts pages; nil where there is no such file.
  static func byteCount() -> Int? {
    guard let data = try? Data(contentsOf: URL(filePath: "/proc/self/statm")) else { return nil }
    let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
