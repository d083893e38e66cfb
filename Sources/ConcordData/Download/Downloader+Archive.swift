extension Downloader {
  /// Downloads a `.tar.gz` file and leaves of it the folder `content` that is in it.
  ///
  /// The folder appears in one step, so a data set is never seen with files missing.
  func fetchAndUnpack(_ archive: RemoteFile, content: String) async throws(DataError) {
    let target = "\(folder)/\(content)"
    if try FileSystem.isFolder(target) { return }
    let path = try await fetch(archive)
    let scratch = "\(path).unpacked"
    // A run that was killed may have left one.
    try FileSystem.remove(scratch)
    try FileSystem.createFolder(scratch)
    defer { try? FileSystem.remove(scratch) }
    let unpacking = try await Tool(name: "tar").run(["-xzf", path, "-C", scratch])
    guard unpacking.isSuccess, try FileSystem.isFolder("\(scratch)/\(content)") else {
      throw DataError(
        .downloadFailed, path, expected: "an archive with the folder '\(content)'",
        found: unpacking.isSuccess ? "one without" : unpacking.complaint,
        remedy: "unpack it by hand and name the folder with --data-dir")
    }
    try FileSystem.move("\(scratch)/\(content)", to: target)
    try FileSystem.remove(path)
  }
}
