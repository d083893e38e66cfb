import ConcordDigest
import ConcordKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Compiled kernels, and the tiles that the tuner chose (``TileChoices``), on disk, so that the next start is quick. Never needed to
/// be right: what is missing, damaged or not this key's is compiled again, and a folder that cannot be written is done without.
///
/// A file is named by its key's SHA-256. It holds the SHA-256 of all that follows, the length of the key in 8 bytes (little
/// endian), the key and the binary. It is written under another name first, so that a reader sees all of it or nothing.
struct KernelCache {
  /// The folder; nil: no cache.
  let folder: String?

  /// `CONCORD_CACHE_DIR`, else `concord` in `XDG_CACHE_HOME`, else in `~/.cache`.
  static func standard() -> KernelCache {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    if let folder = variable("CONCORD_CACHE_DIR") { return KernelCache(folder: folder) }
    if let caches = variable("XDG_CACHE_HOME") { return KernelCache(folder: caches + "/concord") }
    return KernelCache(folder: variable("HOME").map { $0 + "/.cache/concord" })
  }

  func path(of key: String) -> String? { folder.map { "\($0)/\(SHA256.hex(of: Array(key.utf8))).kernel" } }

  func binary(under key: String) -> [UInt8]? {
    guard let path = path(of: key), let content = Files.content(of: path) else { return nil }
    let keyBytes = Array(key.utf8)
    let body = content.dropFirst(Self.digestLength)
    let start = Self.digestLength + Self.lengthBytes
    guard content.count > start + keyBytes.count,
      content.prefix(Self.digestLength).elementsEqual(SHA256.hex(of: Array(body)).utf8),
      body.prefix(Self.lengthBytes).elementsEqual(Self.length(of: keyBytes)),
      content[start..<start + keyBytes.count].elementsEqual(keyBytes)
    else {
      BackendExporter.log(.warning, "the cache's file '\(path)' is damaged and is done without")
      return nil
    }
    return Array(content[(start + keyBytes.count)...])
  }

  func store(_ binary: [UInt8], under key: String) {
    guard let folder, let path = path(of: key) else { return }
    let keyBytes = Array(key.utf8)
    let body = Self.length(of: keyBytes) + keyBytes + binary
    let content = Array(SHA256.hex(of: body).utf8) + body
    if !Files.makeFolder(folder) || !Files.replace(path, with: content) {
      BackendExporter.log(.debug, "compiled kernels cannot be kept in '\(folder)': \(String(cString: strerror(errno)))")
    }
  }

  private static let digestLength = 64
  private static let lengthBytes = 8

  private static func length(of bytes: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) }
  }
}
