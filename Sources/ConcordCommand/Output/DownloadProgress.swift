import Concord

/// Shows a download, which reports from several threads.
struct DownloadProgress: Sendable {
  func show(_ event: DownloadEvent) {
    var progress = Progress()
    switch event {
    case .started(let address): progress.line("downloading \(address)")
    case .progress(let file, let byteCount): progress.update("\(file)  \(Format.bytes(byteCount))")
    }
  }

  func clear() {
    var progress = Progress()
    progress.clear()
  }
}
