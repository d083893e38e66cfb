import ConcordDigest

/// Downloads files with the program `curl`, checks them, and puts each in its place only when it is whole.
///
/// What has come of a file is in `NAME.part`; the next attempt, also after a crash, goes on from there.
struct Downloader: Sendable {
  let folder: String
  /// Told what comes from where, and how far it is.
  var report: @Sendable (DownloadEvent) -> Void = { _ in }

  private static let curl = Tool(name: "curl")

  /// Downloads a file that is not in the folder yet; its path.
  @discardableResult
  func fetch(_ file: RemoteFile) async throws(DataError) -> String {
    let path = "\(folder)/\(file.name)"
    if FileSystem.kind(of: path) != nil { return path }
    try FileSystem.createFolder(folder)
    let part = path + ".part"
    // Ended between the last byte and the move?
    if try digest(of: part, unpacked: file.isHashedUnpacked) == file.sha256 {
      try FileSystem.move(part, to: path)
      return path
    }
    var failures: [String] = []
    for mirror in file.mirrors {
      report(.started(address: mirror))
      guard let failure = try await attempt(file, from: mirror, part: part) else {
        try FileSystem.move(part, to: path)
        return path
      }
      failures.append("\(mirror): \(failure)")
    }
    throw DataError(
      .downloadFailed, path, expected: "to download it from a mirror", found: failures.joined(separator: "; "),
      remedy: "try again, or put the file in a folder of yours and name that with --data-dir")
  }

  /// Tries one mirror; nil for success, else what went wrong.
  private func attempt(_ file: RemoteFile, from mirror: String, part: String) async throws(DataError) -> String? {
    let isResumed = FileSystem.kind(of: part) != nil
    let watcher = Task { await watch(part, of: file) }
    defer { watcher.cancel() }
    let transfer = try await Self.curl.run([
      "--fail", "--location", "--silent", "--show-error", "--proto", "=http,https",
      // Give up where nobody answers, or where less than 1,000 bytes a second come for half a minute.
      "--connect-timeout", "15", "--speed-limit", "1000", "--speed-time", "30",
      "--continue-at", "-", "--output", part, "--write-out", "%{http_code}", "--url", mirror,
    ])
    if transfer.isSuccess {
      let digest = try digest(of: part, unpacked: file.isHashedUnpacked)
      if digest == file.sha256 {
        reportProgress(part, of: file)
        return nil
      }
      FileSystem.remove(part)
      if !isResumed {
        let found = digest.map { "data with SHA-256 \($0)" } ?? "damaged or no data"
        return "it sent \(found), not those with \(file.sha256)"
      }
    } else if isResumed, transfer.exitCode == 33 || transfer.output == "416" {
      // The server cannot send a rest (curl's "range error"), or there is none after the part ("range not satisfiable").
      FileSystem.remove(part)
    } else {
      return transfer.complaint
    }
    // The part was of something else or of no use: once more, from the start.
    return try await attempt(file, from: mirror, part: part)
  }

  /// Reports the growth of a file until the task is cancelled.
  private func watch(_ part: String, of file: RemoteFile) async {
    while (try? await Task.sleep(for: .milliseconds(200))) != nil {
      reportProgress(part, of: file)
    }
  }

  private func reportProgress(_ part: String, of file: RemoteFile) {
    guard case .file(let byteCount)? = FileSystem.kind(of: part) else { return }
    report(.progress(file: file.name, byteCount: byteCount))
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
