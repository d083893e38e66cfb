import ConcordDigest
import ConcordFiles
import ConcordKit
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Compiled kernels, and the tiles that the tuner chose (``TileChoices``), on disk, so that the next start is quick. Never needed to
/// be right: what is missing, damaged or not this key's is compiled again, and a folder that cannot be written is done without.
///
/// A file is named by its key's SHA-256. It holds the SHA-256 of all that follows, the length of the key in 8 bytes (little
/// endian), the key and the binary. A reader sees all of it or nothing. The digest shows damage, not malice: the device runs what is
/// there. So nothing is read that another user could have written.
final class KernelCache: Sendable {
  /// The folder; nil: no cache.
  let folder: String?

  /// Of the folder; nil while it is not known, or not there.
  private let isTrusted = Mutex<Bool?>(nil)

  init(folder: String?) { self.folder = folder }

  /// `CONCORD_CACHE_DIR`, else `concord` among the user's caches (``CacheFolder``).
  static func standard() -> KernelCache {
    if let folder = CacheFolder.environment("CONCORD_CACHE_DIR"), !folder.isEmpty { return KernelCache(folder: folder) }
    return KernelCache(folder: CacheFolder.path().map { $0 + "/concord" })
  }

  func path(of key: String) -> String? { folder.map { "\($0)/\(SHA256.hex(of: Array(key.utf8))).kernel" } }

  func binary(under key: String) -> [UInt8]? {
    guard let folder, let path = path(of: key), isThere(path), trusts(folder) else { return nil }
    let content: [UInt8]
    do throws(FileError) {
      try FileTrust.check(path)
      content = try RegularFile.contents(of: path, limit: Self.largestBinary + (1 << 20), what: "a compiled kernel")
    } catch {
      BackendExporter.log(.warning, "a file of the cache is done without: \(error)")
      return nil
    }
    let keyBytes = Array(key.utf8)
    let body = content.dropFirst(Self.digestLength)
    let start = Self.digestLength + Self.lengthBytes
    guard content.count > start + keyBytes.count,
      content.prefix(Self.digestLength).elementsEqual(SHA256.hex(of: Array(body)).utf8),
      body.prefix(Self.lengthBytes).elementsEqual(Self.length(of: keyBytes)),
      content[start..<start + keyBytes.count].elementsEqual(keyBytes)
    else {
      BackendExporter.log(.warning, "the cache's file '\(path.printable())' is damaged and is done without")
      return nil
    }
    return Array(content[(start + keyBytes.count)...])
  }

  func store(_ binary: [UInt8], under key: String) {
    guard let folder, let path = path(of: key), binary.count <= Self.largestBinary else { return }
    let keyBytes = Array(key.utf8)
    let body = Self.length(of: keyBytes) + keyBytes + binary
    do throws(FileError) {
      try Folder.make(folder, mode: 0o700)
      guard trusts(folder) else { return }
      // In the place of whatever is there, also of something that could not be read.
      if let kind = (try? FileStatus(path, followsLinks: false))?.kind, kind != .regular { unlink(path) }
      try AtomicFile.write(Array(SHA256.hex(of: body).utf8) + body, to: path)
      // Whatever the umask lets new files be.
      chmod(path, 0o600)
    } catch {
      BackendExporter.log(.debug, "compiled kernels cannot be kept: \(error)")
    }
  }

  /// Whether nobody else can put files into the folder. Said once where somebody can.
  private func trusts(_ folder: String) -> Bool {
    isTrusted.withLock { known in
      if let known { return known }
      var isTrusted = true
      do throws(FileError) {
        try FileTrust.check(folder)
      } catch {
        isTrusted = false
        BackendExporter.log(.warning, "compiled kernels are not kept: \(error)")
      }
      known = isTrusted
      return isTrusted
    }
  }

  private func isThere(_ path: String) -> Bool { (try? FileStatus(path, followsLinks: false)) != nil }

  /// Bytes; those of the largest kernels are some 100,000.
  static let largestBinary = 64 << 20

  private static let digestLength = 64
  private static let lengthBytes = 8

  private static func length(of bytes: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) }
  }
}
