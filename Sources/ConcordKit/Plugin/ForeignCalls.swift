import CForeign
import Synchronization

/// A backend that can tell what its calls changed of the threads that made them, and had to be put back.
package protocol CallerWatching {
  var callerChanges: [String] { get }
}

/// The one way into the code of plugins and their drivers: each call finds the thread as it was left, and leaves it so.
///
/// A library that rounds in another direction, takes denormal numbers for zeros, or changes locale or signal mask, may do so for
/// itself; were that left behind, the host's own numbers would be others without a word. It costs two system calls each time, half
/// a microsecond.
package final class ForeignCalls: Sendable {
  private let noted = Mutex<[String]>([])
  /// So many sentences are kept.
  private static let mostNotes = 16

  package init() {}

  /// What calls changed and did not put back, each once: `program_run changed the rounding mode`.
  package var changes: [String] { noted.withLock { $0 } }

  package func call<Result>(_ function: StaticString, _ body: () -> Result) -> Result {
    let outer = Self.name.exchange(UInt(bitPattern: function.utf8Start), ordering: .relaxed)
    var state = caller_state()
    caller_state_save(&state)
    let result = body()
    let changed = Int(caller_state_restore(&state))
    Self.name.store(outer, ordering: .relaxed)
    if changed != 0 { note(function, changed) }
    return result
  }

  private func note(_ function: StaticString, _ changed: Int) {
    let names = Self.names.filter { changed & $0.bit != 0 }.map(\.name)
    let sentence = "\(function) changed \(names.joined(separator: " and "))"
    noted.withLock { noted in
      if noted.count < Self.mostNotes, !noted.contains(sentence) { noted.append(sentence) }
    }
  }

  private static let names: [(bit: Int, name: String)] = [
    (CALLER_STATE_ROUNDING, "the rounding mode"), (CALLER_STATE_DENORMALS, "the treatment of denormal numbers"),
    (CALLER_STATE_EXCEPTIONS, "which floating-point exceptions are signals"), (CALLER_STATE_SIGNALS, "the signal mask"),
    (CALLER_STATE_LOCALE, "the locale"),
  ]

  // MARK: What is under way

  /// The bytes of the last function's name that was called and has not returned; 0 where all have.
  private static let name = Atomic<UInt>(0)

  /// The call that some thread is in now; where there are several, one of them.
  package static var underWay: String? {
    UnsafePointer<CChar>(bitPattern: name.load(ordering: .relaxed)).map { String(cString: $0) }
  }
}
