#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file that this code was loaded from: the backend's library, or a program that holds it.
enum OwnLibrary {
  /// From the line of the system's map of the process in which this library lies, such as
  /// `7f12a0000000-7f12a0021000 r--p 00000000 08:01 1234 /path/lib.so`; nil where there is no such map.
  static let path: String? = {
    let own = UInt(bitPattern: #dsohandle)
    guard let file = fopen("/proc/self/maps", "re") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 4608)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let fields = text.split(separator: " ", maxSplits: 5)
      guard fields.count == 6 else { continue }
      let ends = fields[0].split(separator: "-").map { UInt($0, radix: 16) }
      guard ends.count == 2, let start = ends[0], let end = ends[1], start <= own, own < end else { continue }
      let path = String(fields[5].drop { $0 == " " })
      return path.hasPrefix("/") ? path : nil
    }
    return nil
  }()

  /// A file beside it.
  static func neighbour(_ name: String) -> String? {
    path.flatMap { path in path.lastIndex(of: "/").map { path[...$0] + name } }
  }
}
