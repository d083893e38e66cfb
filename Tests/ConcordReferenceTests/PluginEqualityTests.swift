import ConcordKit
import ConcordTestSupport
import Testing

/// The ABI carries everything: what the reference computes directly, it computes as a loaded library.
@Suite("Reference as a plugin")
struct PluginEqualityTests {
  @Test("random programs give the same bits directly and through the ABI", arguments: 0..<40)
  func equal(seed: Int) throws {
    let path = try #require(PluginFile.path(PluginFile.reference), "`swift build` builds \(PluginFile.reference)")
    let plugin = try PluginLoader.load(path: path).open(device: 0, options: [:])
    let builder = try RandomProgram(seed: UInt64(seed)).builder
    let direct = try builder.run(on: Reference.device(), times: 2)
    #expect(try builder.run(on: plugin, times: 2) == direct)
  }

  @Test("it describes itself as the same backend")
  func description() throws {
    let path = try #require(PluginFile.path(PluginFile.reference))
    let plugin = try PluginLoader.load(path: path)
    #expect(plugin.name == "reference")
    #expect(try plugin.open(device: 0, options: [:]).info == Reference.device().info)
  }

  @Test("memory that is not there is the same error through the ABI")
  func outOfMemory() throws {
    let path = try #require(PluginFile.path(PluginFile.reference))
    let device = try PluginLoader.load(path: path).open(device: 0, options: [:])
    let error = #expect(throws: BackendError.self) { try device.allocate(byteCount: Int.max) }
    #expect(error?.code == .outOfMemory)
  }
}
