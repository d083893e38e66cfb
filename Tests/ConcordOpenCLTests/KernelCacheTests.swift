import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordOpenCL

@Suite("the cache of compiled kernels")
struct KernelCacheTests {
  private static let key = "device\n\n-O\n\nkernel void f() {}"

  @Test("what was stored under a key comes back, and nothing under another")
  func roundTrip() throws {
    let cache = KernelCache(folder: try TemporaryFolder().path("a/b/c"))
    #expect(cache.binary(under: Self.key) == nil)
    cache.store([1, 2, 3], under: Self.key)
    #expect(cache.binary(under: Self.key) == [1, 2, 3])
    #expect(cache.binary(under: Self.key + " ") == nil)
    cache.store([4], under: Self.key)
    #expect(cache.binary(under: Self.key) == [4])
  }

  @Test("a file with any byte changed, cut off or added is not trusted")
  func damage() throws {
    let cache = KernelCache(folder: try TemporaryFolder().path("kernels"))
    cache.store(Array(0..<20), under: Self.key)
    let url = URL(fileURLWithPath: try #require(cache.path(of: Self.key)))
    let intact = try Data(contentsOf: url)
    var damaged: [Data] = (0..<intact.count).map { index in
      var data = intact
      data[index] ^= 0x20
      return data
    }
    damaged += [Data(), intact.prefix(70), intact.dropLast(), intact + [0]]
    for data in damaged {
      try data.write(to: url)
      #expect(cache.binary(under: Self.key) == nil)
    }
    try intact.write(to: url)
    #expect(cache.binary(under: Self.key) == Array(0..<20))
  }

  @Test("another key's file under this key's name is not trusted")
  func foreignFile() throws {
    let cache = KernelCache(folder: try TemporaryFolder().path("kernels"))
    cache.store([1], under: Self.key)
    cache.store([2], under: "another")
    let (one, other) = (try #require(cache.path(of: Self.key)), try #require(cache.path(of: "another")))
    try FileManager.default.removeItem(atPath: one)
    try FileManager.default.copyItem(atPath: other, toPath: one)
    #expect(cache.binary(under: Self.key) == nil)
  }

  @Test("what is no file, or is far too large to be a kernel, is done without, at once")
  func noFile() throws {
    let cache = KernelCache(folder: try TemporaryFolder().path("kernels"))
    cache.store([1], under: Self.key)
    let path = try #require(cache.path(of: Self.key))
    let obstacles: [(String) -> Bool] = [
      { mkfifo($0, 0o600) == 0 }, { mkdir($0, 0o700) == 0 }, { symlink("/dev/zero", $0) == 0 },
      { symlink("nothing", $0) == 0 },
      { path in
        FileManager.default.createFile(atPath: path, contents: Data()) && truncate(path, 3 << 30) == 0
          && chmod(path, 0o600) == 0
      },
    ]
    for (index, obstacle) in obstacles.enumerated() {
      try? FileManager.default.removeItem(atPath: path)
      #expect(obstacle(path))
      let start = ContinuousClock.now
      #expect(cache.binary(under: Self.key) == nil, "obstacle \(index)")
      #expect(ContinuousClock.now - start < .seconds(1), "obstacle \(index)")
    }
    // All but a folder can be replaced.
    try? FileManager.default.removeItem(atPath: path)
    #expect(mkfifo(path, 0o600) == 0)
    cache.store([7], under: Self.key)
    #expect(cache.binary(under: Self.key) == [7])
  }

  @Test("a folder is made for its user alone, and what others could have written is not used")
  func trust() throws {
    let folder = try TemporaryFolder()
    func cache() -> KernelCache { KernelCache(folder: folder.path("a/kernels")) }
    let mask = umask(0)
    cache().store([1], under: Self.key)
    umask(mask)
    let path = try #require(cache().path(of: Self.key))
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(folder.path("a/kernels")) == 0o700)
    #expect(try mode(path) == 0o600)
    #expect(cache().binary(under: Self.key) == [1])
    for (place, dangerous, safe) in [
      (path, 0o666, 0o644), (path, 0o602, 0o600), (folder.path("a/kernels"), 0o777, 0o755), (folder.path("a"), 0o707, 0o700),
    ] {
      chmod(place, mode_t(dangerous))
      #expect(cache().binary(under: Self.key) == nil, "\(place) of mode \(String(dangerous, radix: 8))")
      chmod(place, mode_t(safe))
      #expect(cache().binary(under: Self.key) == [1])
    }
    guard geteuid() == 0 else { return }
    for place in [path, folder.path("a/kernels")] {
      chown(place, 12345, 12345)
      #expect(cache().binary(under: Self.key) == nil, "\(place) of another user")
      chown(place, 0, 0)
      #expect(cache().binary(under: Self.key) == [1])
    }
  }

  @Test("nothing is put into a folder into which others could put kernels")
  func untrustedFolder() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("open"), withIntermediateDirectories: false)
    chmod(folder.path("open"), 0o777)
    let cache = KernelCache(folder: folder.path("open"))
    cache.store([1], under: Self.key)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("open")).isEmpty)
  }

  @Test("a folder that cannot be is done without")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: folder.url.appendingPathComponent("file"))
    for path in [folder.path("file/kernels"), "/proc/concord", nil] {
      let cache = KernelCache(folder: path)
      cache.store([1], under: Self.key)
      #expect(cache.binary(under: Self.key) == nil)
    }
  }

  @Test(
    "where a process has several devices, compiled kernels are kept before they are used",
    .enabled(if: TestDevice.isThere, TestDevice.missing))
  func kept() throws {
    let cache = KernelCache(folder: try TemporaryFolder().path("kernels"))
    let device = try TestDevice.open(TestDevice.backend(cache: cache))
    let files = try FileManager.default.contentsOfDirectory(atPath: #require(cache.folder))
    #expect(files.count >= 2, "those that check a device: \(files)")
    withExtendedLifetime(device) {}
  }

  @Test(
    "a driver that gets a damaged or a foreign binary still ends with the right kernel",
    .enabled(if: TestDevice.isThere, TestDevice.missing))
  func refusedBinary() throws {
    let cache = KernelCache(folder: try TemporaryFolder().path("kernels"))
    var builder = ProgramBuilder()
    let x = builder.tensor([4], [-1, 2, -3, 4] as [Float])
    let y = try builder.add(Activation(.relu), [x])[0]
    func run() throws -> [Float] {
      try builder.run(on: TestDevice.open(TestDevice.backend(cache: cache))).floats(y)
    }
    #expect(try run() == [0, 2, 0, 4])
    let folder = try #require(cache.folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    let path = folder + "/" + (try #require(files.first))
    let damaged = try Data(contentsOf: URL(fileURLWithPath: path)).dropLast(5)
    try damaged.write(to: URL(fileURLWithPath: path))
    #expect(try run() == [0, 2, 0, 4])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) != damaged, "it was compiled and kept again")
    #expect(try run() == [0, 2, 0, 4])
  }
}
