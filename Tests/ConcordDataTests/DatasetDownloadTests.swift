import ConcordDigest
import Synchronization
import Testing

@testable import ConcordData

/// Whole data sets from a server in this process.
@Suite("Downloading a data set")
struct DatasetDownloadTests {
  let cache: TemporaryFolder
  let server: LoopbackServer

  init() throws {
    cache = try TemporaryFolder()
    server = try LoopbackServer()
  }

  private func mnistFiles() -> [RemoteFile] {
    let contents = [
      ("train-images-idx3-ubyte.gz", IDXBytes.images(5)), ("train-labels-idx1-ubyte.gz", IDXBytes.labels(5)),
      ("t10k-images-idx3-ubyte.gz", IDXBytes.images(2)), ("t10k-labels-idx1-ubyte.gz", IDXBytes.labels(2)),
    ]
    return contents.map { name, content in
      server.serve(.init(content: gzip(content)), at: name)
      return RemoteFile(
        name: name, mirrors: [server.address(name)], sha256: SHA256.hex(of: content), isHashedUnpacked: true)
    }
  }

  /// An archive with the folder `content` in it, as `tar` makes it.
  private func archive(_ content: String) async throws -> RemoteFile {
    let files = try TemporaryFolder()
    try files.write([3] + [UInt8](repeating: 30, count: 3072), to: "\(content)/data_batch_1.bin")
    try files.write([4] + [UInt8](repeating: 40, count: 3072), to: "\(content)/test_batch.bin")
    #expect(try await Tool(name: "tar").run(["-czf", "\(files.path)/archive", "-C", files.path, content]).isSuccess)
    let bytes = try files.read("archive")
    server.serve(.init(content: bytes), at: "archive")
    return RemoteFile(
      name: "cifar.tar.gz", mirrors: [server.address("archive")], sha256: SHA256.hex(of: bytes), isHashedUnpacked: false)
  }

  private func load(_ name: String, _ sources: DownloadSources) async throws(DataError) -> Dataset {
    try await DatasetCatalog.loadOrDownload(name, at: .cache(cache.path), sources: sources) { _ in }
  }

  @Test("mnist is downloaded into the cache once and read from there")
  func mnist() async throws {
    let sources = DownloadSources(mnist: mnistFiles(), cifar10: try await archive("none"))
    let mnist = try await load("mnist", sources)
    #expect(mnist.train.labels == [0, 1, 2, 3, 4])
    #expect(mnist.test.pixels == Array(IDXBytes.images(2)[16...]))
    #expect(server.takeRequests().count == 4)
    #expect(try await load("mnist", sources).train.count == 5)
    #expect(server.takeRequests().isEmpty)
  }

  @Test("the download tells which mirror is asked for each file, and how much has come in the end")
  func events() async throws {
    let sources = DownloadSources(mnist: mnistFiles(), cifar10: try await archive("none"))
    let events = Mutex<[DownloadEvent]>([])
    _ = try await DatasetCatalog.loadOrDownload("mnist", at: .cache(cache.path), sources: sources) { event in
      events.withLock { $0.append(event) }
    }
    let seen = events.withLock { $0 }
    for file in sources.mnist {
      let started = try #require(seen.firstIndex(of: .started(address: file.mirrors[0])))
      let byteCount = try cache.read("mnist/\(file.name)").count
      let ended = try #require(seen.firstIndex(of: .progress(file: file.name, byteCount: byteCount)))
      #expect(started < ended)
    }
  }

  @Test("only what is missing is downloaded")
  func missing() async throws {
    let sources = DownloadSources(mnist: mnistFiles(), cifar10: try await archive("none"))
    try cache.write(IDXBytes.images(5), to: "mnist/train-images-idx3-ubyte.gz".replacing(".gz", with: ""))
    _ = server.takeRequests()
    _ = try await load("mnist", sources)
    #expect(server.takeRequests().map(\.path).contains("train-labels-idx1-ubyte.gz"))
  }

  @Test("two that want the same data set at once take turns")
  func simultaneous() async throws {
    let sources = DownloadSources(mnist: mnistFiles(), cifar10: try await archive("none"))
    async let first = load("mnist", sources)
    async let second = load("mnist", sources)
    #expect(try await first.train.count == 5)
    #expect(try await second.train.count == 5)
    #expect(server.takeRequests().count == 4)
  }

  @Test("cifar10 is unpacked from its archive, which goes")
  func cifar10() async throws {
    let sources = DownloadSources(mnist: [], cifar10: try await archive("cifar-10-batches-bin"))
    let cifar10 = try await load("cifar10", sources)
    #expect(cifar10.train.labels == [3])
    #expect(cifar10.test.labels == [4])
    #expect(try cache.names == ["cifar-10-batches-bin"])
  }

  @Test("an archive without the folder is one clear error and leaves no data set")
  func otherArchive() async throws {
    let sources = DownloadSources(mnist: [], cifar10: try await archive("something-else"))
    let error = await #expect(throws: DataError.self) { try await load("cifar10", sources) }
    #expect(error?.description.contains("an archive with the folder 'cifar-10-batches-bin', found one without") == true)
    #expect(try cache.names == ["cifar.tar.gz"])
  }

  @Test("where the user names a folder nothing is downloaded")
  func named() async throws {
    let sources = DownloadSources(mnist: mnistFiles(), cifar10: try await archive("none"))
    let error = await #expect(throws: DataError.self) {
      try await DatasetCatalog.loadOrDownload("mnist", at: .named(cache.path), sources: sources) { _ in }
    }
    #expect(error?.code == .notFound)
    #expect(server.takeRequests().isEmpty)
    #expect(try cache.names == [])
  }

  @Test("a damaged file in the cache is an error, not a reason to download over it")
  func damaged() async throws {
    let sources = DownloadSources(mnist: mnistFiles(), cifar10: try await archive("none"))
    _ = try await load("mnist", sources)
    _ = server.takeRequests()
    try cache.write([0x1f, 0x8b, 0], to: "mnist/t10k-labels-idx1-ubyte.gz")
    let error = await #expect(throws: DataError.self) { try await load("mnist", sources) }
    #expect(error?.code == .malformed)
    #expect(error?.subject == "\(cache.path)/mnist/t10k-labels-idx1-ubyte.gz")
    #expect(server.takeRequests().isEmpty)
  }
}
