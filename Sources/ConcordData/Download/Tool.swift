import Subprocess

/// A program of the system, found in `PATH`.
struct Tool: Sendable {
  let name: String
  /// Arguments before those of a run.
  var leading: [String] = []

  struct Outcome: Sendable {
    var isSuccess: Bool
    /// 0 … 255; nil where a signal ended it.
    var exitCode: Int?
    var output: String
    /// The last line that it complained with.
    var complaint: String
  }

  /// Runs it to its end. It is stopped when the task is cancelled.
  func run(_ arguments: [String]) async throws(DataError) -> Outcome {
    do {
      let result = try await Subprocess.run(
        .name(name), arguments: Arguments(leading + arguments), output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
      if Task.isCancelled { throw CancellationError() }
      let complaint = result.standardError.split(whereSeparator: \.isNewline).last.map(String.init)
      let status = result.terminationStatus
      let code: Int? = if case .exited(let code) = status { Int(code) } else { nil }
      return Outcome(
        isSuccess: status.isSuccess, exitCode: code, output: result.standardOutput,
        complaint: complaint ?? "\(name) ended with \(status)")
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw DataError(
        .downloadFailed, name, expected: "this program in PATH", found: "none",
        remedy: "install it, or name a folder that holds the data with --data-dir")
    } catch is CancellationError {
      throw Downloader.stopped(name)
    } catch {
      throw DataError(
        .downloadFailed, name, expected: "to run this program", found: "\(error)",
        remedy: "run it by hand to see more, or name a folder that holds the data with --data-dir")
    }
  }
}
