import ConcordFiles
import ConcordTestSupport
import Foundation
import Testing

@Suite("Files that grow")
struct AppendedFileTests {
  @Test("pieces come one after another, also behind what was there")
  func appends() throws {
    let folder = try TemporaryFolder()
    try Data("a\n".utf8).write(to: URL(fileURLWithPath: folder.path("f")))
    let file = try AppendedFile(folder.path("f"))
    try file.append("b\n")
    try file.append([UInt8(ascii: "c"), 10], isDurable: false)
    #expect(try String(contentsOfFile: folder.path("f"), encoding: .utf8) == "a\nb\nc\n")
  }

  @Test("on a full disk the piece is taken back, and the error says so", .enabled(if: getuid() == 0))
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    let mounted = try? Shell.run("/bin/mount", ["-t", "tmpfs", "-o", "size=8k", "none", folder.url.path])
    guard mounted == 0 else { return }
    defer { _ = try? Shell.run("/bin/umount", [folder.url.path]) }
    let file = try AppendedFile(folder.path("f"))
    try file.append("first\n")
    let error = #expect(throws: FileError.self) { try file.append([UInt8](repeating: 1, count: 1 << 16)) }
    #expect(error?.problem.contains("no space left on the disk") == true)
    #expect(try String(contentsOfFile: folder.path("f"), encoding: .utf8) == "first\n")
  }

  @Test("a folder is refused")
  func folder() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) { try AppendedFile(folder.url.path) }
    #expect(throws: FileError.self) { try AppendedFile(folder.path("none/f")) }
  }
}

private enum Shell {
  static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
