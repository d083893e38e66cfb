import ConcordABI
import ConcordTestSupport
import Testing

@testable import ConcordKit

/// Within one version of the ABI, host and library may be of different ages.
@Suite("ABI compatibility", .enabled(if: CCompiler.path != nil, "needs a C compiler"))
struct CompatibilityTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A plugin of the previous header, and one of a header that does not exist yet.
  enum Age: CaseIterable {
    case older, newer
  }

  private func path(_ age: Age) throws -> String {
    try Fixture.build("previous/plugin", age == .newer ? ["NEWER"] : [], in: folder)
  }

  private static func add() throws -> (builder: ProgramBuilder, output: Int) {
    var builder = ProgramBuilder()
    let a = builder.tensor([5], [1, -2, 0x1p-149, .infinity, 0.1])
    let b = builder.tensor([5], [2, -3, 0x1p-149, 1, 0.2])
    let output = try builder.add(Add(), [a, b])[0]
    return (builder, output)
  }

  /// By hand; 0.1 + 0.2 rounded once in binary32.
  private static let sums: [UInt32] = ([3, -5, 0x1p-148, .infinity] as [Float]).map(\.bitPattern) + [0x3e99_999a]

  @Test("the fixtures' tables are of the sizes that they stand for")
  func sizes() throws {
    let known = UInt64(MemoryLayout<concord_backend>.size)
    #expect(try RawPlugin(path: path(.older)).table.pointee.size == 144)
    #expect(try RawPlugin(path: path(.newer)).table.pointee.size == known + 16)
  }

  @Test("a plugin of an older and of a newer header loads and runs a program", arguments: Age.allCases)
  func runs(age: Age) throws {
    let backend = try PluginLoader.load(path: path(age))
    #expect(try backend.devices().map(\.name) == ["adder"])
    let device = try backend.open(device: 0, options: [:])
    #expect(device.info.conformance == .passed)
    let (builder, output) = try Self.add()
    #expect(try builder.run(on: device).bits[output] == Self.sums)
    try device.synchronize()
  }

  @Test("errors of either are read: of an open, and of an operation that is not served", arguments: Age.allCases)
  func errors(age: Age) throws {
    let backend = try PluginLoader.load(path: path(age))
    #expect(throws: BackendError(.deviceLost, "unplugged")) { try backend.open(device: 0, options: ["fail": "unplugged"]) }
    let device = try backend.open(device: 0, options: [:])
    var builder = ProgramBuilder()
    try builder.add(Activation(.relu), [builder.tensor(TensorType([5]))])
    #expect(throws: BackendError(.unsupported, "serves add alone", operation: 0)) { try builder.run(on: device) }
  }

  @Test("what the previous header did not have is unsupported or done without, not called")
  func optional() throws {
    let device = try PluginLoader.load(path: path(.older)).open(device: 0, options: [:])
    let buffer = try device.allocate(byteCount: 1024)
    let compiled = try device.compile(Self.add().builder.program, buffers: [buffer])
    for attempt in [{ _ = try compiled.profile([]) }, { _ = try device.measurePeak(scratch: buffer) }] {
      let error = #expect(throws: BackendError.self) { try attempt() }
      #expect(error?.code == .unsupported)
      #expect(error?.message.contains("'adder'") == true)
    }
    #expect(try device.tune(Self.add().builder.program).isEmpty, "nothing to choose from")
    // Without a way to read while the device works, the host waits.
    try [UInt8](1...4).withUnsafeBytes { try buffer.write($0, at: 0) }
    let read = try buffer.startRead(at: 1, byteCount: 2)
    try [9, 9].withUnsafeBytes { try buffer.write($0, at: 0) }
    var bytes: [UInt8] = [0, 0]
    try bytes.withUnsafeMutableBytes { try read.finish(into: $0) }
    #expect(bytes == [2, 3])
  }

  // MARK: A host that is newer or older than the plugin

  /// The C plugins of the package, and the fixture of the previous header.
  private func plugins() throws -> [String] {
    try [path(.older)] + [PluginFile.template, PluginFile.threads].map { try #require(PluginFile.path($0)) }
  }

  @Test("a host with longer structs gets its program run")
  func newerHost() throws {
    for path in try plugins() {
      let plugin = try RawPlugin(path: path)
      let values: [[Float]] = [[1, -2, 3, -4], [1, 1, -5, -5], [1, -5]]
      var builder = ProgramBuilder()
      let x = builder.tensor([2, 2], values[0])
      let other = builder.tensor([2, 2], values[1])
      let bias = builder.tensor([2], values[2])
      let adds = plugin.name == "adder"
      let output = try adds ? builder.add(Add(), [x, other])[0] : builder.add(BiasAdd(), [x, bias])[0]
      let got = try plugin.runLengthened(builder.program, byteCount: builder.byteCount, values, output: output)
      #expect(got == (adds ? [2, -1, -2, -9] : [2, -7, 4, -9]), "\(plugin.name)")
    }
  }

  @Test("a description fills what the caller has, and not a byte more")
  func descriptions() throws {
    let whole = MemoryLayout<concord_device_info>.size
    for path in try plugins() {
      let plugin = try RawPlugin(path: path)
      for size in [16, 40, 300, whole, whole + 64] {
        var bytes = [UInt8](repeating: 0xa5, count: whole + 128)
        try bytes.withUnsafeMutableBytes { room in
          room.storeBytes(of: UInt64(size), as: UInt64.self)
          let info = try #require(room.bindMemory(to: concord_device_info.self).baseAddress)
          try BackendError.check(plugin.table.pointee.device_info(0, info))
        }
        #expect(bytes[8] == UInt8(CONCORD_DEVICE_CPU), "\(plugin.name), \(size) bytes: the type is missing")
        #expect(bytes.dropFirst(min(size, whole)).allSatisfy { $0 == 0xa5 }, "\(plugin.name) wrote beyond \(size) bytes")
      }
    }
  }
}
