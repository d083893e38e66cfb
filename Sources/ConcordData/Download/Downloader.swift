import ConcordDigest
import ConcordFiles

/// Downloads files with the program `curl`, checks them, and puts each in its place only when it is whole.
///
/// What has come of a file is in `NAME.part`; the next attempt, also after a crash, goes on from there.
struct Downloader: Sendable {
  let folder: String
  /// How long to wait before the mirrors are asked once more, after a transfer broke off: one more round each.
  var waits: [Duration] = [.seconds(1), .seconds(4)]
  var curl = Tool(name: "curl")
  /// Told what comes from where, and how far it is.
  var report: @Sendable (DownloadEvent) -> Void = { _ in }

  private struct Failure {
    var reason: String
    /// Whether the same mirror may do better a little later.
    var isPassing: Bool
  }

  /// Downloads a file that is not in the folder yet; its path.
  @discardableResult
  func fetch(_ file: RemoteFile) async throws(DataError) -> String {
    let path = "\(folder)/\(file.name)"
    if try FileSystem.kind(of: path) != nil { return path }
    try FileSystem.createFolder(folder)
    try FileSystem.requireWritable(folder)
    let part = path + ".part"
    try Self.requirePart(part)
    // Ended between the last byte and the move?
    if try digest(of: part, unpacked: file.isHashedUnpacked) == file.sha256 {
      try FileSystem.move(part, to: path)
      return path
    }
    var mirrors = file.mirrors
    var failures: [String: String] = [:]
    for wait in [.zero] + waits where !mirrors.isEmpty {
      do { try await Task.sleep(for: wait) } catch { throw Self.stopped(path) }
      var again: [String] = []
      for mirror in mirrors {
        guard let failure = try await attempt(file, from: mirror, part: part) else {
          try FileSystem.move(part, to: path)
          return path
        }
        failures[mirror] = failure.reason
        if failure.isPassing { again.append(mirror) }
      }
      mirrors = again
    }
    throw DataError(
      .downloadFailed, path, expected: "to download it from a mirror",
      found: file.mirrors.compactMap { mirror in failures[mirror].map { "\(mirror): \($0)" } }.joined(separator: "; "),
      remedy: "try again, or put the file in a folder of yours and name that with --data-dir")
  }

  /// Tries one mirror; nil for success, else what went wrong. Where the part turns out to be of something else or of no use, it
  /// tries once more, from the start.
  private func attempt(_ file: RemoteFile, from mirror: String, part: String) async throws(DataError) -> Failure? {
    if try FileSystem.kind(of: part) != nil {
      switch try await transfer(file, from: mirror, part: part) {
      case .whole: return nil
      case .failed(let failure): return failure
      case .useless: try FileSystem.remove(part)
      }
    }
    switch try await transfer(file, from: mirror, part: part) {
    case .whole: return nil
    case .failed(let failure): return failure
    case .useless(let reason):
      try FileSystem.remove(part)
      return Failure(reason: reason, isPassing: false)
    }
  }

  private enum Transfer {
    case whole
    /// The part stays, for the next to go on with.
    case failed(Failure)
    /// What is in the part cannot become the file.
    case useless(String)
  }

  private func transfer(_ file: RemoteFile, from mirror: String, part: String) async throws(DataError) -> Transfer {
    report(.started(address: mirror))
    let watcher = Task { await watch(part, of: file) }
    defer { watcher.cancel() }
    let isResumed = try FileSystem.kind(of: part) != nil
    let transfer = try await curl.run([
      "--fail", "--location", "--silent", "--show-error", "--proto", "=http,https",
      // Give up where nobody answers, or where less than 1,000 bytes a second come for half a minute.
      "--connect-timeout", "15", "--speed-limit", "1000", "--speed-time", "30",
      "--continue-at", "-", "--output", part, "--write-out", "%{http_code}", "--url", mirror,
    ])
    guard transfer.isSuccess else {
      // The server cannot send a rest (curl's "range error"), or there is none after the part ("range not satisfiable").
      if isResumed, transfer.exitCode == 33 || transfer.output == "416" { return .useless(transfer.complaint) }
      return .failed(Failure(reason: transfer.complaint, isPassing: Self.isPassing(transfer)))
    }
    let digest = try digest(of: part, unpacked: file.isHashedUnpacked)
    guard digest == file.sha256 else {
      let found = digest.map { "data with SHA-256 \($0)" } ?? "damaged or no data"
      return .useless("it sent \(found), not those with \(file.sha256)")
    }
    reportProgress(part, of: file)
    return .whole
  }

  /// Whether a transfer began and broke off, or the server says that it is busy. A host that is not found or does not answer, or
  /// one that has no such file, is not asked again.
  private static func isPassing(_ transfer: Tool.Outcome) -> Bool {
    // curl: partial file, time-out, nothing received, send and receive errors, HTTP/2 errors.
    if let code = transfer.exitCode, [18, 28, 52, 55, 56, 92].contains(code) { return transfer.output != "000" || code != 28 }
    return ["408", "429", "500", "502", "503", "504"].contains(transfer.output)
  }

  /// What may be at the place of a part: nothing, or a file. curl would wait for ever at a pipe, and write where a link leads.
  private static func requirePart(_ part: String) throws(DataError) {
    switch try FileSystem.kind(of: part, followsLinks: false) {
    case nil, .regular?: return
    case let kind?:
      throw DataError(
        .inaccessible, part, expected: "a file with what has come of a download", found: kind.rawValue, remedy: "remove it")
    }
  }

  /// Reports the growth of a file until the task is cancelled.
  private func watch(_ part: String, of file: RemoteFile) async {
    while (try? await Task.sleep(for: .milliseconds(200))) != nil {
      reportProgress(part, of: file)
    }
  }

  private func reportProgress(_ part: String, of file: RemoteFile) {
    guard let status = try? FileStatus(part), status.kind == .regular else { return }
    report(.progress(file: file.name, byteCount: status.byteCount))
  }

  /// The SHA-256 of a file; nil where there is none, or it is to be unpacked and cannot be.
  private func digest(of path: String, unpacked: Bool) throws(DataError) -> String? {
    let hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    do {
      if unpacked {
        var file = try SourceFile(path: path)
        try buffer.withUnsafeMutableBufferPointer { bytes throws(DataError) in
          while case let count = try file.read(into: bytes), count > 0 {
            hash.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<count])))
          }
        }
      } else {
        let file = try OpenFile(path: path)
        var offset = 0
        try buffer.withUnsafeMutableBufferPointer { bytes throws(DataError) in
          while case let count = try file.read(into: bytes, at: offset), count > 0 {
            hash.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<count])))
            offset += count
          }
        }
      }
    } catch  where error.code == .malformed || error.code == .notFound {
      return nil
    }
    return hash.hex()
  }

  static func stopped(_ subject: String) -> DataError {
    DataError(
      .downloadFailed, subject, expected: "time to finish", found: "the task cancelled",
      remedy: "try again: the download goes on from where it stopped")
  }
}
