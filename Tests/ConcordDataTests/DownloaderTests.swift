import ConcordDigest
import Foundation
import Testing

@testable import ConcordData

/// Downloads from a server in this process; the real hosts are never asked.
@Suite("Downloading a file")
struct DownloaderTests {
  let folder: TemporaryFolder
  let server: LoopbackServer
  let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }

  init() throws {
    folder = try TemporaryFolder()
    server = try LoopbackServer()
  }

  private func file(_ mirrors: String..., of content: [UInt8]? = nil) -> RemoteFile {
    RemoteFile(
      name: "file", mirrors: mirrors.map(server.address), sha256: SHA256.hex(of: content ?? self.content),
      isHashedUnpacked: false)
  }

  private func fetch(_ file: RemoteFile, waits: [Duration] = []) async throws(DataError) {
    try await Downloader(folder: folder.path, waits: waits).fetch(file)
  }

  private func expectFailure(_ file: RemoteFile, _ parts: String...) async {
    do {
      try await fetch(file)
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.code == .downloadFailed)
      #expect(error.description.contains("--data-dir"))
      #expect(!error.description.contains("\n"))
      for part in parts { #expect(error.description.contains(part), "\(error)") }
    }
    #expect(!folder.exists("file"))
  }

  private func expectWhole() throws {
    #expect(try folder.names == ["file"])
    #expect(try folder.read("file") == content)
  }

  @Test("a file comes whole, in its place, with nothing beside it")
  func success() async throws {
    server.serve(.init(content: content), at: "a")
    try await fetch(file("a", "b"))
    try expectWhole()
    #expect(server.takeRequests() == [.init(path: "a", start: nil)])
  }

  @Test("a file that is there is not asked for again")
  func present() async throws {
    try folder.write(content, to: "file")
    try await fetch(file("a"))
    #expect(server.takeRequests() == [])
  }

  @Test("a part that is there is gone on with")
  func resume() async throws {
    server.serve(.init(content: content), at: "a")
    try folder.write(Array(content[..<100_000]), to: "file.part")
    try await fetch(file("a"))
    try expectWhole()
    #expect(server.takeRequests() == [.init(path: "a", start: 100_000)])
  }

  @Test("a part that is whole needs no server")
  func wholePart() async throws {
    try folder.write(content, to: "file.part")
    try await fetch(file("a"))
    try expectWhole()
    #expect(server.takeRequests() == [])
  }

  @Test("a part of something else is thrown away, also one that is longer than the file", arguments: [1000, 400_000])
  func foreignPart(count: Int) async throws {
    server.serve(.init(content: content), at: "a")
    try folder.write([UInt8](repeating: 0xee, count: count), to: "file.part")
    try await fetch(file("a"))
    try expectWhole()
    #expect(server.takeRequests() == [.init(path: "a", start: count), .init(path: "a", start: nil)])
  }

  @Test("from a server that sends no rests a part is fetched anew")
  func noRanges() async throws {
    server.serve(.init(content: content, servesRanges: false), at: "a")
    try folder.write(Array(content[..<100_000]), to: "file.part")
    try await fetch(file("a"))
    try expectWhole()
  }

  @Test("where one mirror has no such file the next is asked")
  func secondMirror() async throws {
    server.serve(.init(content: content), at: "b")
    try await fetch(file("a", "b"))
    try expectWhole()
    #expect(server.takeRequests().map(\.path) == ["a", "b"])
  }

  @Test("where one mirror has other content the next is asked, from the start")
  func otherContent() async throws {
    server.serve(.init(content: content.reversed()), at: "a")
    server.serve(.init(content: content), at: "b")
    try await fetch(file("a", "b"))
    try expectWhole()
    #expect(server.takeRequests().map(\.start) == [nil, nil])
  }

  @Test("where one mirror breaks off the next goes on")
  func brokenOff() async throws {
    server.serve(.init(content: content, limit: 120_000), at: "a")
    server.serve(.init(content: content), at: "b")
    try await fetch(file("a", "b"))
    try expectWhole()
    #expect(server.takeRequests() == [.init(path: "a", start: nil), .init(path: "b", start: 120_000)])
  }

  @Test("wrong content everywhere leaves nothing and names every mirror and checksum")
  func wrongChecksum() async throws {
    let other = [UInt8](repeating: 1, count: 1000)
    server.serve(.init(content: other), at: "a")
    server.serve(.init(content: []), at: "b")
    await expectFailure(
      file("a", "b"), server.address("a"), server.address("b"), "it sent data with SHA-256 \(SHA256.hex(of: other))",
      "not those with \(SHA256.hex(of: content))")
    #expect(try folder.names == [])
  }

  @Test("no answer anywhere names every mirror and what happened there")
  func noMirror() async throws {
    let nowhere = RemoteFile(
      name: "file", mirrors: [server.address("a"), "http://127.0.0.1:1/b"], sha256: SHA256.hex(of: content),
      isHashedUnpacked: false)
    await expectFailure(nowhere, "\(server.address("a")): curl: (22)", "404", "http://127.0.0.1:1/b: curl: (7)")
    #expect(try folder.names == [])
  }

  @Test("a download that broke off leaves its part, and the next one goes on from there")
  func brokenOffTwice() async throws {
    server.serve(.init(content: content, limit: 70_000), at: "a")
    await expectFailure(file("a"), "curl: (18)")
    #expect(try folder.read("file.part") == Array(content[..<70_000]))
    server.serve(.init(content: content), at: "a")
    try await fetch(file("a"))
    try expectWhole()
    #expect(server.takeRequests().map(\.start) == [nil, 70_000])
  }

  @Test("a cancelled download stops at once, and the next one goes on from there", .timeLimit(.minutes(1)))
  func cancelled() async throws {
    server.serve(.init(content: content, limit: 150_000, ending: .stall), at: "a")
    let file = file("a")
    let download = Task { [path = folder.path] in try await Downloader(folder: path).fetch(file) }
    // curl writes whole pages, so the last bytes stay in its buffer.
    while (try? folder.read("file.part").count) ?? 0 < 140_000 { try await Task.sleep(for: .milliseconds(10)) }
    download.cancel()
    let error = await #expect(throws: DataError.self) { try await download.value }
    #expect(error?.description.contains("found the task cancelled; try again: the download goes on") == true)
    #expect(try folder.names == ["file.part"])
    let arrived = try folder.read("file.part").count
    _ = server.takeRequests()

    server.serve(.init(content: content), at: "a")
    try await fetch(file)
    try expectWhole()
    #expect(server.takeRequests().map(\.start) == [arrived])
  }

  @Test("a checksum of unpacked content takes any packing of it and refuses damage")
  func unpacked() async throws {
    var packed = gzip(content)
    let file = RemoteFile(
      name: "file", mirrors: [server.address("a")], sha256: SHA256.hex(of: content), isHashedUnpacked: true)
    packed[packed.count / 2] ^= 1
    server.serve(.init(content: packed), at: "a")
    await expectFailure(file, "\(server.address("a")): it sent damaged or no data, not those with \(file.sha256)")

    let halves = gzip(Array(content[..<1000])) + gzip(Array(content[1000...]))
    server.serve(.init(content: halves), at: "a")
    try await fetch(file)
    #expect(try folder.read("file") == halves)
  }

  @Test("a folder that cannot be made is one clear error")
  func noFolder() async throws {
    let blocked = try folder.write([], to: "blocked")
    let file = file("a")
    let error = await #expect(throws: DataError.self) { try await Downloader(folder: blocked + "/inside").fetch(file) }
    #expect(error?.code == .inaccessible)
    #expect(error?.description.contains("a part of its path is not a folder") == true, "\(String(describing: error))")
    #expect(error?.description.contains("--data-dir") == true)
  }

  /// A program in place of curl that notes each call in the file `calls`.
  private func curl(_ script: String) throws -> Tool {
    let path = try folder.write(Array("echo x >> '\(folder.path)/calls'\n\(script)\n".utf8), to: "curl")
    return Tool(name: "sh", leading: [path])
  }

  private func calls() throws -> Int { try folder.read("calls").count / 2 }

  /// The argument after `--output`.
  private static let findPart = #"while [ "$1" != --output ]; do shift; done; part=$2"#

  @Test("a part that is of no use again and again ends in one message, after two transfers a mirror", .timeLimit(.minutes(1)))
  func uselessPart() async throws {
    for ending in ["printf 416; exit 22", "exit 33", "printf 200; exit 0"] {
      let curl = try curl(Self.findPart + #"; echo other > "$part"; "# + ending)
      try folder.write([1, 2, 3], to: "in/file.part")
      let error = await #expect(throws: DataError.self) {
        try await Downloader(folder: folder.path + "/in", waits: [.zero, .zero], curl: curl).fetch(file("a", "b"))
      }
      #expect(error?.code == .downloadFailed)
      // The first mirror's useless part is removed with its own second try.
      #expect(try calls() <= 4, "\(ending)")
      try FileManager.default.removeItem(atPath: folder.path + "/calls")
    }
  }

  @Test("a mirror that breaks off is asked again after each wait, one that has no such file is not")
  func rounds() async throws {
    let curl = try curl(Self.findPart + #"; echo more >> "$part"; case $* in *b) printf 404; exit 22;; esac; exit 18"#)
    let start = ContinuousClock.now
    let error = await #expect(throws: DataError.self) {
      try await Downloader(folder: folder.path + "/in", waits: [.milliseconds(50), .milliseconds(100)], curl: curl)
        .fetch(file("a", "b"))
    }
    #expect(error?.code == .downloadFailed)
    #expect(try calls() == 4)
    #expect(ContinuousClock.now - start >= .milliseconds(150))
    let waits = Downloader(folder: "").waits
    #expect(!waits.isEmpty && waits.count < 10 && waits == waits.sorted())
  }

  @Test("a transfer that broke off is gone on with after a wait")
  func secondRound() async throws {
    server.serve(.init(content: content, limit: 160_000), at: "a")
    try await fetch(file("a"), waits: [.zero])
    try expectWhole()
    #expect(server.takeRequests().map(\.start) == [nil, 160_000])
  }

  @Test("what is no file in the place of a part is refused: curl would wait at a pipe and follow a link", arguments: [0, 1, 2])
  func partKind(kind: Int) async throws {
    let part = folder.path + "/file.part"
    switch kind {
    case 0: #expect(mkfifo(part, 0o600) == 0)
    case 1: try FileManager.default.createSymbolicLink(atPath: part, withDestinationPath: "elsewhere")
    default: try FileManager.default.createDirectory(atPath: part, withIntermediateDirectories: false)
    }
    let error = await #expect(throws: DataError.self) { try await fetch(file("a")) }
    #expect(error?.code == .inaccessible && error?.subject == part)
    #expect(server.takeRequests() == [])
  }

  @Test("a folder that cannot be written to is refused before anything is asked for", .enabled(if: getuid() != 0))
  func unwritable() async throws {
    try folder.write([1], to: "in/file.part")
    #expect(chmod(folder.path + "/in", 0o555) == 0)
    defer { chmod(folder.path + "/in", 0o755) }
    let error = await #expect(throws: DataError.self) { try await Downloader(folder: folder.path + "/in").fetch(file("a")) }
    #expect(error?.description.contains("a folder that can be written to") == true)
    #expect(server.takeRequests() == [])
  }

  @Test("without the program that downloads the remedy is to install it")
  func noProgram() async throws {
    let error = await #expect(throws: DataError.self) { try await Tool(name: "concord-no-such-program").run([]) }
    #expect(error?.description.contains("concord-no-such-program: expected this program in PATH") == true)
    #expect(error?.description.contains("--data-dir") == true)
  }
}
