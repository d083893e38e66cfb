import ConcordFiles
import ConcordTestSupport
import Foundation
import Testing

@Suite("Files that others could change")
struct FileTrustTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    chmod(folder.url.path, 0o755)
    path = try folder.write("lib.so", "", mode: 0o644)
  }

  @Test("a file of one's own in a folder of one's own is trusted, also below a sticky folder for all")
  func own() throws {
    try FileTrust.check(path)
    chmod(folder.url.path, 0o1777)
    try FileTrust.check(path)
    symlink("lib.so", folder.path("link"))
    try FileTrust.check(folder.path("link"))
  }

  @Test("a file or a folder that others may write to is not, and the message says what to do")
  func writable() throws {
    chmod(path, 0o646)
    #expect(problem { try FileTrust.check(path) }.hasSuffix("(mode 646); take that right away with: chmod go-w '\(path)'"))
    chmod(path, 0o664)
    chown(path, getuid(), 54321)
    if getuid() == 0 { #expect(problem { try FileTrust.check(path) }.contains("by the group 54321")) }
    chmod(path, 0o644)
    chmod(folder.url.path, 0o777)
    #expect(problem { try FileTrust.check(path) }.contains("'\(folder.url.path)' can be written by everybody"))
    symlink(path, "/tmp/concord-trust-\(getpid())")
    defer { unlink("/tmp/concord-trust-\(getpid())") }
    #expect(problem { try FileTrust.check("/tmp/concord-trust-\(getpid())") }.contains("by everybody"), "through a link")
  }

  @Test("a file of another user is not", .enabled(if: getuid() == 0, "only root gives files away"))
  func foreign() throws {
    chown(path, 4321, 4321)
    #expect(problem { try FileTrust.check(path) }.contains("belongs to user 4321"))
    chown(path, 0, 0)
    chown(folder.url.path, 4321, 4321)
    #expect(problem { try FileTrust.check(path) }.contains("'\(folder.url.path)' belongs to user 4321"))
  }

  @Test("a file that is not there is an error")
  func missing() { #expect(problem { try FileTrust.check("/none/lib.so") } == "cannot be read (no such file or folder)") }

  @Test("who could change the program may change what it loads: its owner, and those who may write above both")
  func program() throws {
    for name in ["bin", "lib"] {
      try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: false)
    }
    let (program, library) = (folder.path("bin/program"), folder.path("lib/library"))
    for path in [program, library] { try Data().write(to: URL(fileURLWithPath: path)) }
    chmod(folder.url.path, 0o777)
    #expect(problem { try FileTrust.check(library) }.contains("by everybody"))
    try FileTrust.check(library, asMuchAs: program)
    for (path, mode) in [(library, 0o646), (folder.path("lib"), 0o757)] as [(String, mode_t)] {
      chmod(path, mode)
      #expect(problem { try FileTrust.check(library, asMuchAs: program) }.contains("by everybody"))
      chmod(path, 0o755)
    }
    guard getuid() == 0 else { return }
    chown(program, 4321, 4321)
    chown(library, 4321, 4321)
    try FileTrust.check(library, asMuchAs: program)
    chmod(library, 0o646)
    #expect(problem { try FileTrust.check(library, asMuchAs: program) }.contains("by everybody"))
    chmod(library, 0o644)
    chown(library, 4322, 4322)
    #expect(problem { try FileTrust.check(library, asMuchAs: program) }.contains("belongs to user 4322"))
  }
}
