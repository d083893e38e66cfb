import ConcordKit

/// Says in the log how far a program's kernels are, where that takes long: who sees nothing for many seconds believes that nothing
/// happens.
final class PreparingProgress {
  private let patience: Duration
  private let say: (String) -> Void

  private var count = 0
  private var done = 0
  private var lastSaid = ContinuousClock.now

  /// - Parameter patience: Nothing is said for so long, nor more often.
  init(
    patience: Duration = .seconds(2),
    say: @escaping (String) -> Void = { BackendExporter.log(.info, $0) }
  ) {
    self.patience = patience
    self.say = say
  }

  /// - Parameter count: Steps to come.
  func begin(count: Int) { (self.count, done, lastSaid) = (count, 0, .now) }

  /// Before each of them.
  func step() {
    defer { done += 1 }
    guard done < count, ContinuousClock.now - lastSaid >= patience else { return }
    lastSaid = .now
    say("preparing kernels: \(100 * done / count) %, kept for the next start")
  }
}
