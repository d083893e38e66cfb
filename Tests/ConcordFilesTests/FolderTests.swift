import ConcordFiles
import ConcordTestSupport
import Foundation
import Testing

@Suite("Folders")
struct FolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("folders are made with those above them, and said which; what is there stays")
  func make() throws {
    #expect(try Folder.make(folder.path("a/b")) == [folder.path("a"), folder.path("a/b")])
    #expect(try Folder.make(folder.path("a/b/")).isEmpty)
    _ = try folder.write("plain", "")
    #expect(problem { try Folder.make(folder.path("plain/x")) }.contains("a part of its path is not a folder"))
    #expect(problem { try Folder.make("/proc/concord/x") }.hasPrefix("cannot be made ("))
    #expect(try folder.names() == ["a", "plain"])
  }

  @Test("a lock is one process's, and free again when it is given back")
  func lock() async throws {
    var held = try FolderLock(folder.url.path)
    #expect(held != nil)
    #expect(try FolderLock(folder.url.path) == nil)
    let waiting = Task { [path = folder.url.path] in try await FolderLock.waiting(path) }
    try await Task.sleep(for: .milliseconds(50))
    held = nil
    _ = try await waiting.value
    #expect(problem { _ = try FolderLock("/proc") }.contains("cannot be locked"))
  }

  @Test("of many that reserve one folder at once, one has it")
  func race() async throws {
    for round in 0..<20 {
      let path = folder.path("run\(round)")
      // Held until the last has asked.
      struct Winner: @unchecked Sendable { let folder: ReservedFolder }
      let winners = await withTaskGroup(of: Winner?.self) { group in
        for _ in 0..<8 { group.addTask { (try? ReservedFolder(path)).map(Winner.init) } }
        return await group.reduce(into: [Winner]()) { if let winner = $1 { $0.append(winner) } }
      }
      #expect(winners.count == 1)
    }
    // Where another made the folder than had it in the end, it stays, empty.
    for name in try folder.names() {
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(name)).isEmpty)
    }
  }

  @Test("a reserved folder that is kept stays, without its lock")
  func kept() throws {
    do {
      let reserved = try ReservedFolder(folder.path("run/"))
      #expect(reserved.path == folder.path("run"))
      try AtomicFile.write("x", to: reserved.path + "/content")
      reserved.keep()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("run")) == ["content"])
    #expect(problem { _ = try ReservedFolder(folder.path("run")) }.contains("is not empty (it holds 'content')"))
  }

  @Test("what a killed process left in a folder does not keep the next from taking it")
  func leftovers() throws {
    mkdir(folder.path("run"), 0o755)
    _ = try folder.write("run/.concord-lock", "")
    _ = try folder.write("run/.report.json.concord-77-abc", "half")
    _ = try ReservedFolder(folder.path("run"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("run")).isEmpty)
  }

  @Test("a folder of somebody else's is not advised to be removed, and nothing is written into it")
  func foreign() throws {
    #expect(problem { _ = try ReservedFolder("/") }.hasSuffix("; name another"))
    _ = try folder.write("plain", "")
    #expect(problem { _ = try ReservedFolder(folder.path("plain")) } == "is a file, and a folder is needed; name another")
    #expect(problem { _ = try ReservedFolder("/dev/null") }.hasPrefix("is a device"))
    #expect(problem { _ = try ReservedFolder(folder.url.path) }.contains("is not empty"))
    #expect(try folder.names() == ["plain"])
    #expect(problem { _ = try ReservedFolder("") }.contains("give it a name"))
    #expect(problem { _ = try ReservedFolder(folder.path("absent/run")) }.hasPrefix("cannot be made (no such file or folder)"))
  }

  @Test("a relative or empty XDG_CACHE_HOME is as good as none")
  func caches() {
    func path(_ variables: [String: String]) -> String? { CacheFolder.path { variables[$0] } }
    #expect(path(["XDG_CACHE_HOME": "/cache", "HOME": "/home/a"]) == "/cache")
    for ignored in ["", "relative", "./x", "~/x"] {
      #expect(path(["XDG_CACHE_HOME": ignored, "HOME": "/home/a"]) == "/home/a/.cache")
    }
    #expect(path(["HOME": "relative"]) == nil)
    #expect(path([:]) == nil)
  }
}
