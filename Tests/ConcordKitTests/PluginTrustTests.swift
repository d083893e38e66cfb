import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Plugins that others could change, and what is no plugin at all")
struct PluginTrustTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ path: String) -> String? {
    let error = #expect(throws: BackendError.self) { try PluginLoader.load(path: path) }
    #expect(error?.code == .invalidArgument)
    return error?.message
  }

  @Test("a named pipe is refused at once, by its path and as a name on the plugin path")
  func pipe() throws {
    let path = folder.path("libConcordPipe.so")
    #expect(mkfifo(path, 0o600) == 0)
    #expect(refusal(path)?.contains("it is a named pipe") == true)
    let catalog = BackendCatalog(builtIn: [], folders: [folder.url.path])
    #expect(catalog.names == ["pipe"])
    let error = #expect(throws: BackendError.self) { try catalog.open("pipe") }
    #expect(error?.message.contains("it is a named pipe") == true)
  }

  @Test("a folder of plugins that is a pipe, is missing or cannot be read says so where a name is not found")
  func folders() throws {
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let catalog = BackendCatalog(builtIn: [], folders: [pipe, folder.path("none"), folder.url.path])
    #expect(catalog.names.isEmpty)
    let error = #expect(throws: BackendError.self) { try catalog.open("mine") }
    #expect(
      error?.message.contains("pipe (cannot be read (a part of its path is not a folder))") == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("none (cannot be read (no such file or folder))") == true)
  }

  @Suite("in C", .enabled(if: CCompiler.path != nil, "needs a C compiler"))
  struct Compiled {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
      folder = try TemporaryFolder()
      path = try Fixture.build("table", in: folder)
      chmod(folder.url.path, 0o755)
      chmod(path, 0o755)
    }

    private func refusal() -> String? {
      let error = #expect(throws: BackendError.self) { try PluginLoader.load(path: path) }
      #expect(error?.code == .invalidArgument)
      return error?.message
    }

    @Test("one that everybody may write is refused with the remedy, and loads after it")
    func file() throws {
      chmod(path, 0o757)
      #expect(refusal()?.contains("chmod go-w '\(path)'") == true)
      chmod(path, 0o755)
      #expect(try PluginLoader.load(path: path).name == "table")
    }

    @Test("one in a folder that everybody may write is refused, and in a folder below it too")
    func folders() throws {
      let inner = folder.path("inner")
      try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
      try FileManager.default.copyItem(atPath: path, toPath: inner + "/copy.so")
      chmod(folder.url.path, 0o777)
      #expect(refusal()?.contains("chmod go-w '\(folder.url.path)'") == true)
      #expect(throws: BackendError.self) { try PluginLoader.load(path: inner + "/copy.so") }
      // A link to it is no way around.
      let other = try TemporaryFolder()
      try FileManager.default.createSymbolicLink(atPath: other.path("link.so"), withDestinationPath: path)
      #expect(throws: BackendError.self) { try PluginLoader.load(path: other.path("link.so")) }
      chmod(folder.url.path, 0o755)
      _ = try PluginLoader.load(path: inner + "/copy.so")
    }

    @Test("one of another user is refused", .enabled(if: geteuid() == 0, "only root can give files away"))
    func owner() throws {
      chown(path, 65534, 65534)
      #expect(refusal()?.contains("belongs to user 65534") == true)
    }
  }
}
