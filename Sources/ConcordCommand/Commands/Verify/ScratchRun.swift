import Concord
import ConcordFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A run of its own in a folder that goes again, which begins as another run was at a step.
final class ScratchRun {
  let path: String

  /// - Parameter step: 0, or one of which there is a checkpoint.
  init(_ run: String, from step: Int) throws {
    let manager = FileManager.default
    path = manager.temporaryDirectory.appendingPathComponent("concord-verify-\(UUID().uuidString)").path
    try Folder.make(path, mode: 0o700)
    for file in [RunFolder.configuration, RunFolder.model, RunFolder.data] {
      try manager.copyItem(atPath: file(run), toPath: file(path))
    }
    let (from, to) = (CheckpointFolder(of: run), CheckpointFolder(of: path))
    guard try from.steps().contains(step) else { return }
    try to.make()
    try to.write(Checkpoint(contentsOf: from.file(String(step))))
  }

  deinit { try? FileManager.default.removeItem(at: URL(fileURLWithPath: path)) }

  /// - Parameter every: Whether each step is kept, and how many of them; else those that are expected.
  func train(upTo step: Int, backend: String?, expecting rows: [HashRow], every: Int?) async throws {
    let expected = Dictionary(rows.map { ($0.step, $0) }, uniquingKeysWith: { first, _ in first })
    try await command(upTo: step, backend: backend, every: every).verify(expecting: expected)
  }

  /// The training of the steps up to one, ready for the first.
  func prepared(upTo step: Int, backend: String?) async throws -> PreparedTraining {
    var progress = Progress(isSilent: true)
    return try await command(upTo: step, backend: backend, every: nil).prepare(&progress)
  }

  private func command(upTo step: Int, backend: String?, every: Int?) throws -> Train {
    var words = ["--resume", path, "--steps", String(step), "--epochs", String(Limits.epochs)]
    if let backend { words += ["--backend", backend] }
    words += ["--checkpoint-every", every == nil ? "\(Int.max)steps" : "1step", "--keep-checkpoints", String(every ?? 2)]
    return try Train.parse(words)
  }
}
