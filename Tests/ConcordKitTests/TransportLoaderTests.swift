import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@Suite("Transport loader", .enabled(if: CCompiler.path != nil, "needs a C compiler"))
struct TransportLoaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ path: String) -> String {
    let error = #expect(throws: BackendError.self) { try TransportLoader.open(path, limit: .seconds(1)) }
    return error?.message ?? ""
  }

  @Test(
    "a table of another version, too short, without a function, or none at all is refused with what is wrong",
    arguments: [
      ("VERSION=0", "older transport version 0"), ("VERSION=2", "newer transport version 2"),
      ("SIZE=80", "80 bytes where transport version 1 has at least 88"), ("LACKS_BARRIER", "lacks the required barrier"),
      ("NOTHING", "does not serve hosts of transport version 1"),
    ])
  func tables(macro: String, part: String) throws {
    let message = refusal(try SocketTransport.build([macro], in: folder))
    #expect(message.contains(part) && message.contains("cannot be used"), "\(message)")
  }

  @Test("a backend is no transport, a transport no backend, and a file that others can change is neither")
  func kinds() throws {
    let backend = try #require(PluginFile.path(PluginFile.template))
    #expect(refusal(backend).contains("is not a Concord transport"))
    let transport = try SocketTransport.build(in: folder)
    let error = #expect(throws: BackendError.self) { try PluginLoader.load(path: transport) }
    #expect(error?.message.contains("is not a Concord backend") == true)
    #expect(chmod(transport, 0o777) == 0)
    #expect(refusal(transport).contains("because others could change it"))
  }

  @Test("a name is looked for in the plugin folders' `transports`, where no backend is")
  func names() throws {
    let plugins = folder.path("plugins")
    try FileManager.default.createDirectory(atPath: plugins + "/transports", withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      atPath: SocketTransport.build(in: folder), toPath: plugins + "/transports/libConcordWire.so")
    #expect(BackendCatalog(builtIn: [], folders: [plugins]).names.isEmpty)
    let missing = #expect(throws: BackendError.self) {
      try TransportLoader.open("mpi", folders: [plugins], limit: .seconds(1))
    }
    #expect(missing?.code == .notFound && missing?.message.contains("\(plugins)/transports") == true)
    // It is found: what is missing now is its own.
    let found = #expect(throws: BackendError.self) {
      try TransportLoader.open("wire", folders: [plugins], limit: .seconds(1))
    }
    #expect(found?.message.contains("SOCKETS_FOLDER") == true, "\(found?.message ?? "")")
  }
}
