import ConcordKit

/// Says in the log how far a program's kernels are, where that takes long: who sees nothing for many seconds believes that nothing
/// happens.
final class PreparingProgress {
  private static let patience = Duration.seconds(2)

  private var count = 0
  private var done = 0
  private var lastSaid = ContinuousClock.now

  /// - Parameter count: Steps to come.
  func begin(count: Int) { (self.count, done, lastSaid) = (count, 0, .now) }

  /// Before each of them.
  func step() {
    defer { done += 1 }
    guard done < count, ContinuousClock.now - lastSaid >= Self.patience else { return }
    lastSaid = .now
    BackendExporter.log(.info, "preparing kernels: \(100 * done / count) %, kept for the next start")
  }
}
