import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether a plugin's pointers to functions lead to code at all.
///
/// All executable memory of the process counts, not the library's own segments alone: a plugin may hand out functions of another
/// library, and some languages make theirs when they run.
enum ForeignCode {
  private static let known = Mutex<Set<UInt>>([])

  /// True also where the system does not say.
  static func isThere(_ address: UInt) -> Bool {
    if known.withLock({ $0.contains(address) }) { return true }
    guard let map = executableRanges() else { return true }
    guard map.contains(where: { $0.contains(address) }) else { return false }
    known.withLock { _ = $0.insert(address) }
    return true
  }

  /// From lines such as `7f12a0000000-7f12a0021000 r-xp 00000000 00:00 0`; nil where there is no such file.
  private static func executableRanges() -> [Range<UInt>]? {
    #if os(Linux)
      guard let file = fopen("/proc/self/maps", "re") else { return nil }
      defer { fclose(file) }
      var ranges: [Range<UInt>] = []
      var line = [CChar](repeating: 0, count: 4608)
      while fgets(&line, Int32(line.count), file) != nil {
        let fields = line.prefix { $0 != 0 }.split(separator: CChar(UInt8(ascii: " ")), maxSplits: 2)
        guard fields.count == 3, fields[1].contains(CChar(UInt8(ascii: "x"))) else { continue }
        let ends = fields[0].split(separator: CChar(UInt8(ascii: "-"))).map { digits in
          UInt(String(decoding: digits.map { UInt8(bitPattern: $0) }, as: UTF8.self), radix: 16)
        }
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { continue }
        ranges.append(start..<end)
      }
      return ranges
    #else
      return nil
    #endif
  }
}
