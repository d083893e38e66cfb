/// What is told while a data set is downloaded.
public enum DownloadEvent: Sendable, Hashable {
  /// A mirror is asked for a file.
  case started(address: String)
  /// So much of a file has come, from earlier attempts too. Several times a second.
  case progress(file: String, byteCount: Int)
}
