#if canImport(Glibc)
  import Glibc
  private let systemWrite = Glibc.write
#elseif canImport(Darwin)
  import Darwin
  private let systemWrite = Darwin.write
#endif

/// Says how a long work goes: on a terminal in one line that is written anew, elsewhere in plain lines.
struct Progress {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastLength = 0
  private var lastShown: ContinuousClock.Instant?

  /// A state that the next one replaces; shown on a terminal only, at most ten times a second.
  mutating func update(_ text: @autoclosure () -> String) {
    guard isTerminal else { return }
    let now = ContinuousClock.now
    if let lastShown, now - lastShown < .milliseconds(100) { return }
    lastShown = now
    let line = text()
    write("\r" + line + String(repeating: " ", count: max(0, lastLength - line.count)))
    lastLength = line.count
  }

  /// A line that stays.
  mutating func line(_ text: String) {
    clear()
    write(text + "\n")
  }

  mutating func clear() {
    guard lastLength > 0 else { return }
    write("\r" + String(repeating: " ", count: lastLength) + "\r")
    lastLength = 0
  }

  private func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
