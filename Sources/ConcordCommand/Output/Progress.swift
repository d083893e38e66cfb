import ConcordFiles
import Synchronization

#if canImport(Glibc)
  import Glibc
  private let systemWrite = Glibc.write
#elseif canImport(Darwin)
  import Darwin
  private let systemWrite = Darwin.write
#endif

/// Says how a long work goes: on a terminal in one line that is written anew, elsewhere in plain lines.
///
/// There is one such line for the whole process, whoever writes it: so what comes next, an error too, never stands behind its rest.
struct Progress {
  private struct State {
    /// Cells of the terminal's last line that a state fills.
    var width = 0
    var lastShown: ContinuousClock.Instant?
  }

  /// Says nothing: for work of which another one tells.
  var isSilent = false
  /// What each line that stays begins with: which process of several says it.
  var prefix = ""

  private static let isTerminal = Terminal.isTerminal(STDERR_FILENO)
  private static let state = Mutex(State())

  /// A state that the next one replaces; shown on a terminal only, at most ten times a second.
  mutating func update(_ text: @autoclosure () -> String) {
    guard Self.isTerminal, !isSilent else { return }
    Self.state.withLock { state in
      if let lastShown = state.lastShown, .now - lastShown < .milliseconds(100) { return }
      Self.show(text(), &state)
    }
  }

  /// The same at once, of something that takes a while.
  mutating func announce(_ text: String) {
    if Self.isTerminal, !isSilent { Self.state.withLock { Self.show(text, &$0) } }
  }

  /// A line that stays. Names that anyone gave may be in it: it is shown printable.
  mutating func line(_ text: String) {
    guard !isSilent else { return }
    Self.state.withLock { state in
      Self.clear(&state)
      Self.write(prefix + text.printable(limit: 4000) + "\n")
    }
  }

  mutating func clear() { Self.state.withLock { Self.clear(&$0) } }

  /// One cell less than the terminal is wide: a line that wraps cannot be written anew, and some terminals begin the next as soon as
  /// the last cell is filled.
  private static var room: Int { max(1, Terminal.columns(STDERR_FILENO) - 1) }

  private static func show(_ text: String, _ state: inout State) {
    let line = text.printable().fitted(to: room)
    write("\r" + line.padded(to: min(state.width, room)))
    state = State(width: line.columns, lastShown: .now)
  }

  private static func clear(_ state: inout State) {
    guard state.width > 0 else { return }
    write("\r" + String(repeating: " ", count: min(state.width, room)) + "\r")
    state.width = 0
  }

  private static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
