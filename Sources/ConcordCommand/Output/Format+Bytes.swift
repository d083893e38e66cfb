import Concord

extension Format {
  /// Bytes in units of 1024: `1.56 MiB`.
  static func bytes(_ count: Int) -> String { ByteCount(count).description }
}
