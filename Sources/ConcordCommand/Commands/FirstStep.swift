import Subprocess

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How long a new process takes from its start to the end of its first training step.
struct FirstStep: Encodable {
  var batchSize: Int
  /// With empty caches: every kernel is compiled.
  var coldSeconds: Double
  /// With what the first process left in the caches.
  var warmSeconds: Double

  /// What the process says when it has done its step. Its end comes later: a device that closes keeps its kernels for the next start.
  static let line = "stepped"

  /// Where Concord and the drivers that are known keep compiled kernels: Concord, Mesa, Intel's for GPUs, NVIDIA's.
  private static let caches = [
    "CONCORD_CACHE_DIR", "MESA_SHADER_CACHE_DIR", "NEO_CACHE_DIR", "CUDA_CACHE_PATH",
  ]

  /// Runs this program twice with caches of its own.
  ///
  /// - Parameter arguments: What makes it do one step, say ``line`` and end.
  static func measure(_ arguments: [String], batchSize: Int) async throws -> FirstStep {
    let folder = FileManager.default.temporaryDirectory.appending(path: "concord-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for cache in caches {
      try FileManager.default.createDirectory(at: folder.appending(path: cache), withIntermediateDirectories: true)
    }
    let cold = try await seconds(arguments, caches: folder)
    let warm = try await seconds(arguments, caches: folder)
    return FirstStep(batchSize: batchSize, coldSeconds: cold, warmSeconds: warm)
  }

  private static func seconds(_ arguments: [String], caches folder: URL) async throws -> Double {
    var changes: [Environment.Key: String?] = [:]
    for cache in caches { changes[Environment.Key(stringLiteral: cache)] = folder.appending(path: cache).path }
    let clock = ContinuousClock()
    let start = clock.now
    let outcome = try await Subprocess.run(
      .path("/proc/self/exe"), arguments: Arguments(arguments), environment: .inherit.updating(changes),
      input: .none, output: .sequence, error: .string(limit: 1 << 16)
    ) { execution in
      var stepped: ContinuousClock.Instant?
      for try await line in execution.standardOutput.strings() where line == Self.line { stepped = clock.now }
      return stepped
    }
    guard outcome.terminationStatus.isSuccess else {
      let complaint = outcome.standardError.split(whereSeparator: \.isNewline).last ?? "it said nothing"
      throw CommandError("the process whose first step is timed failed: \(complaint)")
    }
    guard let stepped = outcome.closureResult else {
      throw CommandError("the process whose first step is timed ended without it")
    }
    let (seconds, attoseconds) = (stepped - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
