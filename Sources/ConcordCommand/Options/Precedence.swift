#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What decides a setting: its flag, else its environment variable, else the config file, else the default.
enum Precedence {
  /// What was asked for, if anything.
  static func text(flag: String?, variable: String, config: String?) -> String? {
    flag ?? environment(variable) ?? config
  }

  /// A variable; an empty one is as good as none.
  static func environment(_ variable: String) -> String? {
    ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }
}
