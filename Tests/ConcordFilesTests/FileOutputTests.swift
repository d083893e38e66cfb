import ConcordFiles
import ConcordTestSupport
import Foundation
import Testing

@Suite("Writing files")
struct FileOutputTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a file is what was written, and nothing is beside it")
  func whole() throws {
    let text = String(repeating: "0123456789", count: 300_000)
    try AtomicFile.write(text, to: folder.path("a"))
    #expect(try folder.text("a") == text)
    try AtomicFile.write("short", to: folder.path("a"))
    #expect(try folder.text("a") == "short")
    #expect(try folder.names() == ["a"])
  }

  @Test("a file that is replaced keeps its mode; a new one has what the process gives files")
  func mode() throws {
    for mode in [0o600, 0o640, 0o755, 0o444 | 0o200] {
      let path = try folder.write("m\(mode)", "old", mode: mode)
      try AtomicFile.write("new", to: path)
      #expect(try FileStatus(path).permissions == UInt32(mode))
    }
    let mask = umask(0o077)
    umask(mask)
    try AtomicFile.write("new", to: folder.path("fresh"))
    #expect(try FileStatus(folder.path("fresh")).permissions == 0o666 & ~UInt32(mask))
  }

  @Test("a file that is replaced keeps its owner", .enabled(if: getuid() == 0, "only root gives files away"))
  func owner() throws {
    let path = try folder.write("theirs", "old")
    #expect(chown(path, 4321, 8765) == 0)
    try AtomicFile.write("new", to: path)
    let status = try FileStatus(path)
    #expect((status.owner, status.group) == (4321, 8765))
  }

  @Test("a symbolic link stays, and what it leads to is replaced, also through a chain and where nothing is yet")
  func links() throws {
    _ = try folder.write("real", "old", mode: 0o600)
    symlink("real", folder.path("latest"))
    symlink(folder.path("latest"), folder.path("chain"))
    symlink("later", folder.path("dangling"))
    try AtomicFile.write("new", to: folder.path("chain"))
    try AtomicFile.write("made", to: folder.path("dangling"))
    #expect(try folder.text("real") == "new")
    #expect(try FileStatus(folder.path("real")).permissions == 0o600)
    #expect(try folder.text("later") == "made")
    #expect(try FileStatus(folder.path("latest"), followsLinks: false).kind == .link)
    #expect(try FileStatus(folder.path("chain"), followsLinks: false).kind == .link)
    symlink("circle", folder.path("circle"))
    #expect(problem { try AtomicFile.write("", to: folder.path("circle")) }.contains("round in a circle"))
  }

  @Test("a device stays a device", .enabled(if: getuid() == 0, "only root could replace one"))
  func device() throws {
    let path = folder.path("null")
    try #require(mknod(path, S_IFCHR | 0o666, 0x103) == 0)
    try? AtomicFile.write("gone", to: path)
    #expect(try FileStatus(path).kind == .device)
  }

  @Test("the null device takes all, the full device says that it is full")
  func devices() throws {
    try AtomicFile.write("gone", to: "/dev/null")
    #expect(try FileStatus("/dev/null").kind == .device)
    #expect(problem { try AtomicFile.write("x", to: "/dev/full") }.hasPrefix("cannot be written (no space left on the disk); "))
  }

  @Test("a named pipe is written into where somebody reads it, and refused where nobody does", .timeLimit(.minutes(1)))
  func pipe() throws {
    let path = folder.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    #expect(problem { _ = try FileOutput(path) }.contains("nobody reads this pipe"))
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    let text = String(repeating: "0123456789", count: 200_000)
    nonisolated(unsafe) let output = try FileOutput(path)
    let writer = Thread { try? output.write(text) }
    writer.start()
    var read: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while read.count < text.utf8.count {
      let count = buffer.withUnsafeMutableBytes { Foundation.read(reader, $0.baseAddress, $0.count) }
      if count > 0 { read += buffer[..<count] } else { usleep(1000) }
    }
    close(reader)
    #expect(read == Array(text.utf8), "more than a pipe holds, so written in pieces")
    #expect(try FileStatus(path).kind == .namedPipe)
  }

  @Test("a descriptor's path goes on where the descriptor is, as the shell's >(…) and > file need")
  func descriptors() throws {
    let file = open(folder.path("out"), O_RDWR | O_CREAT, 0o600)
    defer { close(file) }
    #expect(write(file, "before ", 7) == 7)
    try AtomicFile.write("report", to: "/dev/fd/\(file)")
    symlink("/proc/self/fd/\(file)", folder.path("link"))
    try AtomicFile.write(" twice", to: folder.path("link"))
    #expect(write(file, " after", 6) == 6)
    #expect(try folder.text("out") == "before report twice after")
    var ends: [Int32] = [0, 0]
    #expect(Foundation.pipe(&ends) == 0)
    try AtomicFile.write("through", to: "/dev/fd/\(ends[1])")
    var buffer = [UInt8](repeating: 0, count: 7)
    #expect(buffer.withUnsafeMutableBytes { read(ends[0], $0.baseAddress, 7) } == 7)
    #expect(buffer == Array("through".utf8))
    close(ends[0])
    close(ends[1])
    #expect(problem { try AtomicFile.write("", to: "/dev/fd/\(ends[1])") }.contains("it is closed"))
  }

  @Test("where it cannot be written, it says why; what was there stays and nothing is left")
  func refused() throws {
    _ = try folder.write("plain", "kept")
    mkdir(folder.path("taken"), 0o755)
    for (path, reason) in [
      (folder.path("taken"), "it is a folder"), (folder.path("none/p"), "no such file or folder"),
      (folder.path("plain") + "/p", "a part of its path is not a folder"), ("", "its name is empty"),
      (folder.path("a") + "\0", "its name holds a NUL character"), (folder.url.path + "/", "it is a folder"),
      (folder.path(String(repeating: "n", count: 256)), "its name is too long"),
    ] {
      #expect(problem { _ = try FileOutput(path) }.hasPrefix("cannot be written (\(reason)"), "\(path)")
    }
    #expect(try folder.text("plain") == "kept")
    #expect(try folder.names() == ["plain", "taken"])
    // The longest name that there can be, for which a name with an addition is too long.
    let longest = String(repeating: "é", count: 127)
    try AtomicFile.write("fits", to: folder.path(longest))
    #expect(try folder.names().contains(longest))
  }

  @Test("a reservation that is dropped changes nothing; one that is too large says so and changes nothing")
  func reservation() throws {
    let path = try folder.write("there", "old")
    do {
      let output = try FileOutput(path)
      try output.reserve(1 << 20)
      #expect(problem { try output.reserve(1 << 60) }.hasPrefix("cannot be written ("))
      _ = try FileOutput(folder.path("new"))
    }
    #expect(try folder.text("there") == "old")
    #expect(try folder.names() == ["there"])
    let output = try FileOutput(path)
    try output.reserve(1 << 20)
    try output.write("less than was reserved")
    #expect(try folder.text("there") == "less than was reserved")
  }

  @Test("two outputs collide where they take one file's place, whatever they are called")
  func collision() throws {
    _ = try folder.write("real", "")
    symlink("real", folder.path("link"))
    func collide(_ one: String, _ other: String) throws -> Bool { try FileOutput(one).collides(with: FileOutput(other)) }
    #expect(try collide(folder.path("new"), folder.url.path + "/./new"))
    #expect(try collide(folder.path("real"), folder.path("link")))
    #expect(try !collide(folder.path("new"), folder.path("other")))
    #expect(try !collide("/dev/null", "/dev/null"), "which holds both")
  }

  @Test("what a killed process left is removed by the next that writes there; what a living one holds is not")
  func leftovers() throws {
    let dead = try folder.write(".p.concord-1-abc", "half")
    let alive = try folder.write(".p.concord-2-abc", "half")
    let other = try folder.write(".q.concord-1-abc", "another file's")
    let descriptor = open(alive, O_RDONLY)
    #expect(flock(descriptor, LOCK_EX) == 0)
    defer { close(descriptor) }
    try AtomicFile.write("whole", to: folder.path("p"))
    #expect(!FileManager.default.fileExists(atPath: dead))
    #expect(FileManager.default.fileExists(atPath: alive))
    #expect(FileManager.default.fileExists(atPath: other))
  }
}
