import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@Suite("Plugin loader")
struct LoaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ path: String) -> BackendError? {
    #expect(throws: BackendError.self) { try PluginLoader.load(path: path) }
  }

  @Test("a missing file is not found, and named")
  func missing() {
    let path = folder.path("nowhere.so")
    let error = refusal(path)
    #expect(error?.code == .notFound)
    #expect(error?.message == "there is no plugin at '\(path)': no such file or folder")
  }

  @Test("a text file is not a shared library")
  func text() throws {
    let path = folder.path("text.so")
    try "not a library".write(toFile: path, atomically: true, encoding: .utf8)
    let error = refusal(path)
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("does not load as a shared library") == true)
  }

  @Test("an empty file and a folder are not shared libraries")
  func emptyAndFolder() throws {
    let path = folder.path("empty.so")
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(refusal(path)?.code == .invalidArgument)
    #expect(refusal(folder.url.path)?.message.contains("it is a folder") == true)
  }

  @Test("a file name without a folder means the working directory, not the system's libraries")
  func bareName() {
    #expect(refusal("libc.so.6")?.code == .notFound)
  }

  @Suite("in C", .enabled(if: CCompiler.path != nil, "needs a C compiler"))
  struct Compiled {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func refusal(_ macros: String...) throws -> String? {
      let path = try Fixture.build("table", macros, in: folder)
      let error = #expect(throws: BackendError.self) { try PluginLoader.load(path: path) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.message.contains(path) == true)
      return error?.message
    }

    @Test("a complete table loads")
    func complete() throws {
      let backend = try PluginLoader.load(path: Fixture.build("table", in: folder))
      #expect(backend.name == "table")
      #expect(backend.version == "1")
      #expect(try backend.devices().isEmpty)
    }

    @Test("a library without the symbol is not a backend")
    func noSymbol() throws {
      let message = try refusal("ENTRY=another_entry")
      #expect(message?.contains("exports no function 'concord_backend_entry'") == true)
    }

    @Test("a library that serves no host of this version says so")
    func nothing() throws {
      #expect(try refusal("NOTHING")?.contains("does not serve hosts of ABI version 1") == true)
    }

    @Test("an older and a newer ABI are refused, each with its remedy")
    func versions() throws {
      let older = try refusal("VERSION=0")
      #expect(older?.contains("older ABI version 0") == true)
      #expect(older?.contains("rebuild the plugin") == true)
      let newer = try refusal("VERSION=2")
      #expect(newer?.contains("newer ABI version 2") == true)
      #expect(newer?.contains("update Concord") == true)
    }

    @Test("a table that is too small is refused, one that is larger loads")
    func sizes() throws {
      #expect(try refusal("SIZE=offsetof(concord_backend,program_run)")?.contains("136 bytes") == true)
      #expect(try refusal("SIZE=0")?.contains("0 bytes") == true)
      _ = try PluginLoader.load(path: Fixture.build("table", ["SIZE=sizeof(concord_backend)+8"], in: folder))
      // As it was before there were optional functions.
      _ = try PluginLoader.load(path: Fixture.build("table", ["SIZE=144"], in: folder))
    }

    @Test("a table that can start reads but not finish them is refused, as is one that can only finish them")
    func halfOfAPair() throws {
      for half in ["READ_START=read_start", "READ_FINISH=read_finish"] {
        #expect(try refusal(half)?.hasSuffix("without the other") == true)
      }
      // The other half lies beyond the table's end.
      #expect(
        try refusal("READ_START=read_start", "READ_FINISH=read_finish", "SIZE=168")?.hasSuffix("without the other") == true)
      _ = try PluginLoader.load(path: Fixture.build("table", ["READ_START=read_start", "READ_FINISH=read_finish"], in: folder))
    }

    @Test(
      "a table that lacks a required entry is refused by its name",
      arguments: [
        "name", "version", "device_count", "device_info", "device_open", "device_close", "device_describe",
        "device_synchronize", "buffer_allocate", "buffer_release", "buffer_write", "buffer_read", "program_query",
        "program_compile", "program_release", "program_run",
      ])
    func missing(entry: String) throws {
      #expect(try refusal("MISSING=\(entry)")?.hasSuffix("it lacks the required \(entry)") == true)
    }

    @Test("a library is loaded once per file: through a symbolic and a hard link it is the same, a copy is another")
    func identity() throws {
      let path = try Fixture.build("table", in: folder)
      let files = FileManager.default
      try files.createSymbolicLink(atPath: folder.path("symbolic.so"), withDestinationPath: path)
      try files.linkItem(atPath: path, toPath: folder.path("hard.so"))
      try files.copyItem(atPath: path, toPath: folder.path("copy.so"))
      let original = try PluginLoader.load(path: path) as AnyObject
      #expect(try PluginLoader.load(path: path) as AnyObject === original)
      #expect(try PluginLoader.load(path: folder.path("symbolic.so")) as AnyObject === original)
      #expect(try PluginLoader.load(path: folder.path("hard.so")) as AnyObject === original)
      #expect(try PluginLoader.load(path: folder.path("copy.so")) as AnyObject !== original)
    }

    @Test(
      "functions that are no code are refused by their name, and a table of garbage too",
      arguments: [
        ("WILD=device_count", "device_count"), ("WILD=program_run", "program_run"), ("NOWHERE=device_open", "device_open"),
        ("NOWHERE=device_peak", "device_peak"), ("GARBAGE", "where no code is"),
      ])
    func wild(macro: String, part: String) throws {
      let message = try refusal(macro)
      #expect(message?.contains(part) == true, "\(message ?? "")")
      #expect(message?.contains("where no code is") == true)
    }

    @Test("a table that is not there, or not all of it, is refused")
    func absent() throws {
      for address in ["0x1000", "8", "0x7ffffffffff8", "0xfffffffffffffff0u"] {
        #expect(try refusal("RETURNS=\(address)")?.contains("no address of one") == true, "\(address)")
      }
      // Its last function would lie beyond the memory's end.
      #expect(try refusal("CUT_AFTER=176")?.contains("not all there") == true)
      #expect(try refusal("CUT_AFTER=8")?.contains("no address of one") == true)
      // All of it is there, up to the last byte.
      _ = try PluginLoader.load(path: Fixture.build("table", ["CUT_AFTER=192"], in: folder))
      _ = try PluginLoader.load(path: Fixture.build("table", ["CUT_AFTER=184", "SIZE=184"], in: folder))
      _ = try PluginLoader.load(path: Fixture.build("table", ["CUT_AFTER=144", "SIZE=144"], in: folder))
    }

    @Test("a name or version whose text does not end is refused, and one at no address", arguments: ["name", "version"])
    func endless(entry: String) throws {
      #expect(try refusal("ENDLESS=\(entry)")?.hasSuffix("its \(entry) is no text that can be read") == true)
      #expect(try refusal("NOWHERE=\(entry)")?.hasSuffix("its \(entry) is no text that can be read") == true)
    }

    @Test("many threads that load one file get one backend")
    func threads() async throws {
      let path = try Fixture.build("table", in: folder)
      let identities = try await withThrowingTaskGroup(of: ObjectIdentifier.self) { group in
        for _ in 0..<16 { group.addTask { ObjectIdentifier(try PluginLoader.load(path: path) as AnyObject) } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(identities.count == 1)
    }
  }
}
