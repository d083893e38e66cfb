import Concord
import Synchronization

/// Shows a download, which reports from several threads.
final class DownloadProgress: Sendable {
  private let progress = Mutex(Progress())

  func show(_ event: DownloadEvent) {
    progress.withLock {
      switch event {
      case .started(let address): $0.line("downloading \(address)")
      case .progress(let file, let byteCount): $0.update("\(file)  \(Format.bytes(byteCount))")
      }
    }
  }

  func clear() { progress.withLock { $0.clear() } }
}
