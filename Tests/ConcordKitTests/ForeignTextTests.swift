import ConcordKit
import ConcordTestSupport
import Testing

/// Messages and names of plugins, which anyone may have written.
@Suite("Texts of plugins", .enabled(if: CCompiler.path != nil, "needs a C compiler"))
struct ForeignTextTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func failure(_ behaviour: String) throws -> BackendError? {
    let backend = try PluginLoader.load(path: MisbehavingPlugin.build(behaviour, in: folder))
    return #expect(throws: BackendError.self) { try backend.open(device: 0, options: [:]) }
  }

  @Test("a message of ten million bytes is cut, and what steers a terminal is made visible")
  func long() throws {
    let message = try #require(try failure("LONG_MESSAGE")).message
    #expect(message.utf8.count < 20_000)
    #expect(message.hasPrefix("\\u{1b}[31mred\nand two lines\\u{7}xxx"), "\(message.prefix(80))")
    #expect(message.contains("…"))
  }

  @Test("names of backends and devices steer no terminal")
  func names() throws {
    let backend = try PluginLoader.load(path: MisbehavingPlugin.build("COLOURED", in: folder))
    #expect(backend.name == #"\u{1b}[31mred\u{1b}[0m"#)
    #expect(try backend.devices().map(\.name) == [#"\u{1b}[31mred\n"#])
  }

  @Test("an error object and a message at an address where nothing is are reported, not read")
  func wild() throws {
    #expect(try failure("WILD_ERROR")?.message.contains("at an address where no memory is") == true)
    #expect(try failure("WILD_MESSAGE")?.message == "the backend's message cannot be read")
  }

  @Test("a message that does not end before its memory does is not read beyond")
  func endless() throws {
    #expect(try failure("ENDLESS_MESSAGE")?.message == "the backend's message cannot be read")
  }
}
