import ConcordKit
import ConcordTestSupport
import Testing

/// What the host finds out by itself when it opens a device.
@Suite("Host's probe", .enabled(if: CCompiler.path != nil, "needs a C compiler"))
struct HostProbeTests {
  private let folder: TemporaryFolder
  private let catalog = BackendCatalog(builtIn: [], folders: [])

  init() throws { folder = try TemporaryFolder() }

  @Test("a backend that does what it says is used, and it is said whose word that is")
  func honest() throws {
    let opened = try catalog.open(MisbehavingPlugin.build("NOTHING", in: folder))
    #expect(opened.device.info.conformance == .passed)
    #expect(opened.standing.hasPrefix("conforming, by the backend's word and the host's probe"))
    #expect(try DeviceProbe(opened.device).operations == ["bias_add", "activation"])
  }

  @Test(
    "a backend that claims to conform and computes or moves other bits is refused",
    arguments: [
      ("RUNS_NOT", "bias_add and activation"), ("RUNS_ONCE", "bias_add and activation"), ("FLIPS_A_BIT", "new memory"),
      ("FLIPS_A_LATER_BIT", "new memory"), ("MEMORY_NOT_ZEROED", "new memory"), ("WRITES_BESIDE", "word"),
    ])
  func liars(behaviour: String, place: String) throws {
    let path = try MisbehavingPlugin.build(behaviour, in: folder)
    let error = #expect(throws: BackendError.self) { try catalog.open(path) }
    #expect(error?.code == .nonConforming)
    #expect(error?.message.contains(place) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("though its backend says that it conforms") == true)
    // Who wants it all the same gets it, labelled; a test of the backend looks for itself.
    #expect(try catalog.open(path, options: ["allow-non-conforming": "true"]).standing.hasPrefix("NON-CONFORMING: "))
    _ = try catalog.open(path, probes: false)
  }

  @Test("a backend that says after opening that it failed is refused")
  func failed() throws {
    let path = try MisbehavingPlugin.build("SAYS_FAILED", in: folder)
    let error = #expect(throws: BackendError.self) { try catalog.open(path) }
    #expect(error?.code == .nonConforming)
    #expect(error?.message.contains("says of Template device that it does not compute") == true)
    #expect(try catalog.open(path, options: ["allow-non-conforming": "true"]).standing.hasPrefix("NON-CONFORMING"))
  }

  @Test("a backend that does not say is used, with no more than that said of it")
  func unsaid() throws {
    let opened = try catalog.open(MisbehavingPlugin.build("SAYS_UNKNOWN", in: folder))
    #expect(opened.standing.hasPrefix("not checked, by the backend's word"))
  }

  @Test(
    "every backend of this package passes its probe",
    arguments: [PluginFile.reference, PluginFile.template, PluginFile.threads])
  func own(plugin: String) throws {
    let path = try #require(PluginFile.path(plugin))
    #expect(try catalog.open(path).standing.contains("the host's probe"))
  }

  @Test("numbers that no device has are taken as they can be, or refused")
  func numbers() throws {
    let rich = try catalog.open(MisbehavingPlugin.build("ABSURD_MEMORY", in: folder))
    #expect(rich.device.info.memoryBytes == ByteCount.maximum)
    #expect(rich.device.info.maximumAllocationBytes == ByteCount.maximum)
    for behaviour in ["ABSURD_WORKSPACE", "LARGEST_WORKSPACE"] {
      let path = try MisbehavingPlugin.build(behaviour, in: folder)
      let error = #expect(throws: BackendError.self) { try catalog.open(path) }
      #expect(error?.message.contains("workspace of \(Int.max) bytes") == true, "\(error?.message ?? "")")
    }
  }
}
