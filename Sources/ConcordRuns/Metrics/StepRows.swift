import ConcordFiles

/// Text files with a row for each of some steps, in their order, which a run that goes on continues where its checkpoint is.
enum StepRows {
  /// More than any such file of a run has.
  static let maximumByteCount = 1 << 28

  /// The file's lines, without one that was torn when the machine stopped; none where there is no file.
  static func lines(_ path: String, what: String) throws(FileError) -> [ArraySlice<UInt8>] {
    guard (try? FileStatus(path)) != nil else { return [] }
    let bytes = try RegularFile.contents(of: path, limit: maximumByteCount, what: what)
    guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    return bytes[..<end].split(separator: UInt8(ascii: "\n"))
  }
}
