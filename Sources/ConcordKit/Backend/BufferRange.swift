/// The bounds check of every transfer.
public enum BufferRange {
  /// - Throws: `invalidArgument` unless `offset ..< offset + count` lies within `byteCount`.
  public static func check(_ offset: Int, _ count: Int, of byteCount: Int) throws(BackendError) {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
      throw BackendError(
        .invalidArgument, "a transfer of \(count) bytes at offset \(offset) does not fit into a buffer of \(byteCount)")
    }
  }
}
