import ConcordFiles
import ConcordTestSupport
import Foundation
import Testing

@Suite("Reading files")
struct RegularFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("all bytes are read, also of files that say they have none")
  func whole() throws {
    let text = String(repeating: "0123456789", count: 300_000)
    #expect(try RegularFile.contents(of: folder.write("a", text), limit: 3_000_000) == Array(text.utf8))
    #expect(try RegularFile.contents(of: folder.write("b", ""), limit: 0).isEmpty)
    #expect(try RegularFile.contents(of: "/proc/self/statm", limit: 4096).last == 0x0a)
  }

  @Test("a part is read from its place; beyond the end there is nothing")
  func part() throws {
    let file = try RegularFile(folder.write("a", "0123456789"))
    var buffer = [UInt8](repeating: 0, count: 4)
    #expect(try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: 3) } == 4)
    #expect(buffer == Array("3456".utf8))
    #expect(try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: 8) } == 2)
    #expect(try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: 10) } == 0)
    #expect(file.byteCount == 10)
  }

  @Test("a file above the limit is refused by its size, before any of it is read", .timeLimit(.minutes(1)))
  func limit() throws {
    let path = try folder.write("large", "")
    // Bytes that no disk has: reading them would take minutes.
    #expect(truncate(path, 1 << 42) == 0)
    #expect(
      problem { _ = try RegularFile.contents(of: path, limit: 1 << 20, what: "a config file") }
        == "has 4398046511104 bytes, and a config file has at most 1048576; choose the right file")
    #expect(try RegularFile.contents(of: folder.write("fits", "1234"), limit: 4).count == 4)
    #expect(problem { _ = try RegularFile.contents(of: folder.write("not", "12345"), limit: 4) }.contains("at most 4"))
    #expect(problem { _ = try RegularFile.contents(of: "/proc/self/status", limit: 10) }.contains("more than 10 bytes"))
  }

  @Test("what is no file is refused by what it is, without waiting for it", .timeLimit(.minutes(1)))
  func kinds() throws {
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(problem { _ = try RegularFile(folder.path("pipe")) } == "cannot be read (it is a named pipe)")
    #expect(problem { _ = try RegularFile("/dev/zero") } == "cannot be read (it is a device)")
    #expect(problem { _ = try RegularFile(folder.url.path) } == "cannot be read (it is a folder)")
    try Self.socket(at: folder.path("s"))
    #expect(problem { _ = try RegularFile(folder.path("s")) } == "cannot be read (it is a socket)")
    symlink(folder.path("pipe"), folder.path("link"))
    #expect(problem { _ = try RegularFile(folder.path("link")) } == "cannot be read (it is a named pipe)")
    symlink("circle", folder.path("circle"))
    #expect(
      problem { _ = try RegularFile(folder.path("circle")) } == "cannot be read (its symbolic links go round in a circle)")
  }

  @Test("what the system refuses is told by its own reason")
  func reasons() throws {
    #expect(problem { _ = try RegularFile(folder.path("none")) } == "cannot be read (no such file or folder)")
    #expect(
      problem { _ = try RegularFile(folder.write("plain", "") + "/inside") }
        == "cannot be read (a part of its path is not a folder)")
    let long = String(repeating: "n", count: 300)
    #expect(problem { _ = try RegularFile(folder.path(long)) } == "cannot be read (its name is too long)")
    _ = try folder.write("a", "secret")
    #expect(problem { _ = try RegularFile(folder.path("a") + "\0b") }.contains("NUL"), "not the file before the NUL")
    #expect(problem { _ = try RegularFile("") } == "cannot be read (its name is empty)")
    #expect(problem { _ = try RegularFile(folder.path("caf\u{fffd}")) }.contains("not UTF-8"))
    guard getuid() != 0 else { return }
    #expect(problem { _ = try RegularFile(folder.write("mine", "", mode: 0)) } == "cannot be read (permission denied)")
  }

  @Test("an error is one line, whatever the path holds")
  func oneLine() {
    let error = #expect(throws: FileError.self) { _ = try RegularFile("/none/\u{1b}[2J\nError: all is well") }
    #expect(error?.description == "'/none/\\u{1b}[2J\\nError: all is well': cannot be read (no such file or folder)")
  }

  private static func socket(at path: String) throws {
    let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
  }
}
