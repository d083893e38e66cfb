import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordOpenCL

@Suite("folders of a process for its drivers")
struct ProcessFolderTests {
  @Test("the first place that can be written has it, and the others say why they cannot")
  func places() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: folder.url.appendingPathComponent("file"))
    let outcome = ProcessFolder.make(in: [folder.path("file"), "/proc/concord", folder.path("new/place"), folder.path("other")])
    let made = try #require(outcome.folder)
    #expect(made.path.hasPrefix(folder.path("new/place") + "/"))
    #expect(outcome.problems.count == 2 && outcome.problems[0].contains("file"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("other")))
    let mode = try FileManager.default.attributesOfItem(atPath: made.path)[.posixPermissions] as? Int
    #expect(mode == 0o700)
    made.remove()
    #expect(!FileManager.default.fileExists(atPath: made.path))
    let none = ProcessFolder.make(in: ["/proc/concord"])
    #expect(none.folder == nil && none.problems.count == 1)
  }

  @Test("what a dead process left goes, with all that is in it; what a living one has, and what is another's, stays")
  func leftovers() throws {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    try files.createDirectory(atPath: folder.path("concord-opencl-dead/a/b"), withIntermediateDirectories: true)
    try Data([1]).write(to: folder.url.appendingPathComponent("concord-opencl-dead/a/b/kernel.so"))
    try files.createSymbolicLink(atPath: folder.path("concord-opencl-dead/link"), withDestinationPath: folder.path("kept"))
    try files.createDirectory(atPath: folder.path("kept/inner"), withIntermediateDirectories: true)
    let first = try #require(ProcessFolder.make(in: [folder.url.path]).folder)
    try files.createDirectory(atPath: first.path + "/c", withIntermediateDirectories: true)
    let second = try #require(ProcessFolder.make(in: [folder.url.path]).folder)
    #expect(first.path != second.path)
    #expect(!files.fileExists(atPath: folder.path("concord-opencl-dead")))
    #expect(files.fileExists(atPath: folder.path("kept/inner")))
    #expect(files.fileExists(atPath: first.path + "/c"))
  }

  @Test("temporary files' folder comes first, where it is named by a whole path; then one in memory that has room")
  func order() {
    let named: (String) -> String? = { ["TMPDIR": "/fast"][$0] }
    #expect(PoCL.places(named, cache: "/cache", memory: "/memory").prefix(4) == ["/fast", "/memory", "/tmp", "/cache"])
    #expect(PoCL.places(named, cache: "/cache", memory: nil).prefix(3) == ["/fast", "/tmp", "/cache"])
    #expect(PoCL.places({ ["TMPDIR": "fast"][$0] }, cache: nil, memory: nil).first == "/tmp")
  }
}
