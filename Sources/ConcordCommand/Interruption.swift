import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C and SIGTERM as a wish: the first is noted, and the work ends where it can go on later. A second one ends the process at
/// once, as it always does.
enum Interruption {
  private static let noted = Atomic<Int32>(0)

  /// The signal that came; nil while none has.
  static var signal: Int32? {
    let number = noted.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  static func watch() {
    // Before a handler could be the first to ask for it.
    noted.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      // Who started this with the signal ignored, as `nohup` does, does not want it to end.
      guard sigaction(number, nil, &action) == 0, !StandardStreams.isIgnored(action) else { continue }
      action = sigaction()
      #if os(Linux)
        action.__sigaction_handler.sa_handler = note
      #else
        action.__sigaction_u.__sa_handler = note
      #endif
      action.sa_flags = Int32(truncatingIfNeeded: UInt32(SA_RESETHAND) | UInt32(SA_RESTART))
      sigaction(number, &action, nil)
    }
  }

  /// An atomic number is all that a handler may touch.
  private static let note: @convention(c) (Int32) -> Void = { number in noted.store(number, ordering: .relaxed) }
}
