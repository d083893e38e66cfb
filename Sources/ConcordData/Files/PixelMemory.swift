import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The memory for the pixels of a data set, which all stay in it, as bytes.
enum PixelMemory {
  /// The most that a data set may take.
  static let byteLimit = 1 << 33

  /// What a reader takes besides, in small pieces that are not asked for one by one.
  private static let margin = 1 << 22

  /// Asks the system for so many bytes and gives them back. An array that gets none would end the process without a word.
  ///
  /// - Parameter subject: the path of what is to be read.
  static func require(_ byteCount: Int, for subject: String) throws(DataError) {
    let wanted = min(byteCount, .max - margin) + margin
    let bytes = mmap(nil, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard bytes != MAP_FAILED else {
      throw DataError(
        .outOfMemory, subject, expected: "\(byteCount) bytes of memory to read it into", found: "\(SystemError.last)",
        remedy: "raise the limit of memory (ulimit -v), or take fewer or smaller images")
    }
    munmap(bytes, wanted)
  }
}
