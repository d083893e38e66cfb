import ConcordFiles

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

/// What this machine runs, as a report says it: system, kernel and processor's architecture.
enum SystemName {
  static var text: String {
    var name = utsname()
    let system = ProcessInfo.processInfo.operatingSystemVersionString
    guard uname(&name) == 0 else { return system }
    return "\(system), \(text(name.sysname)) \(text(name.release)), \(text(name.machine))"
  }

  /// What this machine is called.
  static var host: String {
    var name = utsname()
    return uname(&name) == 0 ? text(name.nodename) : "a machine without a name"
  }

  private static func text(_ field: some Any) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self).printable() }
  }
}
