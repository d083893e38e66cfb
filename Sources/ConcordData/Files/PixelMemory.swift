import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The memory for the pixels of a data set, as bytes.
enum PixelMemory {
  /// The most that the content of a compressed file may take, which stays in memory because it cannot be read from its middle.
  static let compressedLimit = 1 << 33

  /// Data sets of more bytes are read from their files as they are needed, if nothing else is said.
  static let standardLimit = 1 << 28

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
