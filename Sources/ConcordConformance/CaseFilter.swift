/// Which cases are wanted. `*` stands for any text, `?` for any one character, everything else, brackets too, for itself. Without a
/// `*` or `?`, what stands before a case's `[` is enough.
package struct CaseFilter: Sendable {
  private let pattern: [Character]
  private let isPlain: Bool

  package init(_ pattern: String) {
    self.pattern = Array(pattern)
    isPlain = !pattern.contains { $0 == "*" || $0 == "?" }
  }

  package func matches(_ name: String) -> Bool {
    if isPlain { return Array(name) == pattern || Array(name.prefix { $0 != "[" }) == pattern }
    return matches(Array(name))
  }

  /// The last `*` takes one character more each time that what follows it does not fit.
  private func matches(_ name: [Character]) -> Bool {
    var (at, of) = (0, 0)
    var retry: (at: Int, of: Int)?
    while of < name.count {
      if at < pattern.count, pattern[at] == "*" {
        retry = (at + 1, of)
        at += 1
      } else if at < pattern.count, pattern[at] == "?" || pattern[at] == name[of] {
        (at, of) = (at + 1, of + 1)
      } else if let next = retry {
        retry = (next.at, next.of + 1)
        (at, of) = (next.at, next.of + 1)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == "*" }
  }
}
