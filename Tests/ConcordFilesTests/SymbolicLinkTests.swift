import ConcordFiles
import ConcordTestSupport
import Foundation
import Testing

@Suite("Links")
struct SymbolicLinkTests {
  @Test("a link is made and turned to another file, and nothing else is left")
  func turning() throws {
    let folder = try TemporaryFolder()
    for name in ["one", "two"] { try AtomicFile.write(name, to: folder.path(name)) }
    #expect(SymbolicLink.target(folder.path("last")) == nil)
    for name in ["one", "two"] {
      try SymbolicLink.point(folder.path("last"), to: name)
      #expect(SymbolicLink.target(folder.path("last")) == name)
      #expect(try String(contentsOfFile: folder.path("last"), encoding: .utf8) == name)
    }
    #expect(try Folder.names(folder.url.path).sorted() == ["last", "one", "two"])
    #expect(throws: FileError.self) { try SymbolicLink.point(folder.path("none/last"), to: "one") }
  }

  @Test("a file is removed; where there is none nothing happens")
  func removing() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("x", to: folder.path("f"))
    for _ in 0..<2 { try Folder.remove(file: folder.path("f")) }
    #expect(try Folder.names(folder.url.path).isEmpty)
    #expect(throws: FileError.self) { try Folder.remove(file: folder.url.path) }
  }

  @Test("a reserved folder is taken again with what is in it, by one at a time, where it is one")
  func reopening() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("run")
    #expect(throws: FileError.self) { try ReservedFolder(reopening: path, holding: "config.json") }
    do {
      let first = try ReservedFolder(path)
      try AtomicFile.write("{}", to: path + "/config.json")
      first.keep()
      let error = #expect(throws: FileError.self) { try ReservedFolder(reopening: path, holding: "config.json") }
      #expect(error?.problem.contains("another process") == true)
    }
    #expect(throws: FileError.self) { try ReservedFolder(reopening: path, holding: "other.json") }
    do { _ = try ReservedFolder(reopening: path, holding: "config.json") }
    #expect(try Folder.names(path) == ["config.json"], "it stays, without the lock")
  }
}
