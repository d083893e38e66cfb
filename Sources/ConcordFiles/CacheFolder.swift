#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the user's caches are.
public enum CacheFolder {
  /// `XDG_CACHE_HOME`, else `.cache` in `HOME`; nil where neither says. A path that is relative or empty is as good as none, as the
  /// XDG base directory specification has it.
  public static func path(_ variable: (String) -> String? = environment) -> String? {
    func absolute(_ name: String) -> String? { variable(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
    return absolute("XDG_CACHE_HOME") ?? absolute("HOME").map { $0 + "/.cache" }
  }

  /// The variable of the process's environment, `nil` where it is not set.
  @Sendable public static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
