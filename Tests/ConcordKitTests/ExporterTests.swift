import ConcordABI
import ConcordTestSupport
import Testing

@testable import ConcordKit

/// A Swift backend seen through the table that a plugin would export. Serialized, because it counts what is alive.
@Suite("Exported backend", .serialized)
struct ExporterTests {
  /// A library exports one backend, once.
  private static let backend = FaultyBackend()
  private let table: UnsafePointer<concord_backend>

  init() throws {
    table = try #require(BackendExporter.export(Self.backend, to: PluginHost.table))
  }

  private static func program() throws -> Program {
    var builder = ProgramBuilder()
    let x = builder.tensor(TensorType([64]))
    try builder.add(Activation(.relu), builder.add(Activation(.relu), [x]))
    return builder.program
  }

  private func everything(failing: String) throws {
    let device = try LoadedBackend(CheckedTable(table), ForeignCalls()).open(device: 0, options: ["fail": failing])
    #expect(try device.tune(Self.program()) == FaultyDevice.choices)
    #expect(try device.workspace(for: Self.program()) == [0, 256])
    let buffer = try device.allocate(byteCount: 1024)
    try [UInt8](1...4).withUnsafeBytes { try buffer.write($0, at: 8) }
    let compiled = try device.compile(Self.program(), buffers: [buffer])
    try compiled.run([])
    #expect(try compiled.profile([]) == FaultyProgram.launches)
    try device.synchronize()
    #expect(try device.measurePeak(scratch: buffer) == DevicePeak(multiplyAddsPerSecond: 1.5, bytesPerSecond: 2.5))
    var bytes = [UInt8](repeating: 0, count: 2)
    try bytes.withUnsafeMutableBytes { try buffer.read(into: $0, at: 10) }
    #expect(bytes == [3, 4])
    let (read, other) = (try buffer.startRead(at: 9, byteCount: 2), try buffer.startRead(at: 0, byteCount: 1024))
    try [9, 9].withUnsafeBytes { try buffer.write($0, at: 8) }
    try bytes.withUnsafeMutableBytes { try read.finish(into: $0) }
    #expect(bytes == [2, 3], "as they were when the read was started")
    // Once, and into as many bytes; the other is given up.
    for read in [read, other] {
      let error = #expect(throws: BackendError.self) { try bytes.withUnsafeMutableBytes { try read.finish(into: $0) } }
      #expect(error?.code == .invalidArgument)
    }
    #expect(try buffer.startRead(at: 1024, byteCount: 0).byteCount == 0)
  }

  @Test("a host of another ABI version, and no host, get no table")
  func otherHosts() {
    var host = PluginHost.table.pointee
    host.abi_version = 2
    #expect(BackendExporter.export(FaultyBackend(), to: &host) == nil)
    host.abi_version = 0
    #expect(BackendExporter.export(FaultyBackend(), to: &host) == nil)
    #expect(BackendExporter.export(FaultyBackend(), to: nil) == nil)
  }

  @Test("its table is complete, and the same each time")
  func complete() throws {
    _ = try CheckedTable(table)
    #expect(BackendExporter.export(Self.backend, to: PluginHost.table) == table)
  }

  @Test("name, version and devices are the backend's own")
  func description() throws {
    let backend = LoadedBackend(try CheckedTable(table), ForeignCalls())
    #expect(backend.name == "faulty")
    #expect(backend.version == "2.1")
    #expect(try backend.devices() == [FaultyBackend.information(0)])
    #expect(try backend.open(device: 0, options: [:]).info == FaultyBackend.information(0))
    let error = #expect(throws: BackendError.self) { try backend.open(device: 7, options: [:]) }
    #expect(error?.code == .notFound)
  }

  @Test("a whole life leaves nothing alive")
  func life() throws {
    try everything(failing: "")
    #expect(Self.backend.lifetimes.live == 0)
  }

  @Test(
    "what a Swift backend throws arrives with code, message and operation, and leaves nothing alive",
    arguments: [
      ("open", .deviceLost, nil), ("allocate", .outOfMemory, nil), ("workspace", .unsupported, 1),
      ("compile", .buildFailed, 0), ("run", .internal, 1), ("write", .deviceLost, nil), ("read", .deviceLost, nil),
      ("synchronize", .deviceLost, nil), ("profile", .internal, 1), ("peak", .deviceLost, nil), ("tune", .outOfMemory, 1),
      ("start of a read", .deviceLost, nil), ("end of a read", .deviceLost, nil),
    ] as [(String, BackendError.Code, Int?)])
  func failures(call: String, code: BackendError.Code, operation: Int?) {
    #expect(throws: BackendError(code, "planted in \(call)", operation: operation)) { try everything(failing: call) }
    #expect(Self.backend.lifetimes.live == 0)
  }

  @Test("what is known of a device crosses, and that there is none is an error")
  func facts() throws {
    let backend = LoadedBackend(try CheckedTable(table), ForeignCalls())
    #expect(try backend.facts(device: 0) == FaultyBackend.facts)
    #expect(throws: BackendError(.notFound, "no device 1")) { try backend.facts(device: 1) }
  }

  @Test("calls without the objects that they need are errors, not crashes")
  func missingArguments() throws {
    let calls = table.pointee
    var handle: OpaquePointer?
    var word: UInt32 = 0
    var info = concord_device_info()
    let failing: [(String, UnsafeMutablePointer<concord_error>?)] = [
      ("device_count", calls.device_count(nil)), ("device_info", calls.device_info(0, nil)),
      ("device_info beyond", calls.device_info(99, &info)), ("device_open", calls.device_open(0, nil, 0, 0, nil)),
      ("device_describe", calls.device_describe(nil, &info)), ("device_synchronize", calls.device_synchronize(nil)),
      ("buffer_allocate", calls.buffer_allocate(nil, 16, &handle)), ("buffer_write", calls.buffer_write(nil, 0, &word, 4)),
      ("buffer_read", calls.buffer_read(nil, 0, &word, 4)), ("program_query", calls.program_query(nil, nil, nil)),
      ("program_compile", calls.program_compile(nil, nil, &handle)), ("program_run", calls.program_run(nil, nil, 0)),
      ("program_profile", calls.program_profile(nil, nil, 0, nil, nil)), ("device_peak", calls.device_peak(nil, nil, nil)),
      ("buffer_read_start", calls.buffer_read_start(nil, 0, 4, &handle)), ("read_finish", calls.read_finish(nil, &word)),
      ("program_tune", calls.program_tune(nil, nil, nil, nil)), ("device_report", calls.device_report(0, nil, nil)),
    ]
    for (call, error) in failing {
      #expect(throws: BackendError.self, "\(call)") { try BackendError.check(error) }
    }
    #expect(handle == nil)
    calls.device_close(nil)
    calls.buffer_release(nil)
    calls.program_release(nil)
  }

  @Test("absurd sizes and offsets are refused by an open device")
  func absurdSizes() throws {
    let calls = table.pointee
    var device: OpaquePointer?
    try BackendError.check(calls.device_open(0, nil, 0, 0, &device))
    defer { calls.device_close(device) }
    var buffer: OpaquePointer?
    for bytes in [0, UInt64.max] {
      #expect(throws: BackendError.self) { try BackendError.check(calls.buffer_allocate(device, bytes, &buffer)) }
    }
    #expect(buffer == nil)
    try BackendError.check(calls.buffer_allocate(device, 16, &buffer))
    defer { calls.buffer_release(buffer) }
    var word: UInt64 = 0
    var read: OpaquePointer?
    for (offset, bytes) in [(UInt64.max, 8), (0, UInt64.max), (16, 1), (UInt64.max - 3, 8)] as [(UInt64, UInt64)] {
      #expect(throws: BackendError.self) { try BackendError.check(calls.buffer_read(buffer, offset, &word, bytes)) }
      #expect(throws: BackendError.self) { try BackendError.check(calls.buffer_write(buffer, offset, &word, bytes)) }
      #expect(throws: BackendError.self) { try BackendError.check(calls.buffer_read_start(buffer, offset, bytes, &read)) }
    }
    #expect(read == nil)
  }

  @Test("a program that is not valid is refused on the plugin's side too")
  func invalidProgram() throws {
    let calls = table.pointee
    var device: OpaquePointer?
    try BackendError.check(calls.device_open(0, nil, 0, 0, &device))
    defer { calls.device_close(device) }
    var program = try Self.program()
    program.operations[1].name = "conv9d"
    let encoder = ProgramEncoder(program)
    withExtendedLifetime(encoder) {
      var encoded = encoder.program
      var workspace: [UInt64] = [0, 0]
      var compiled: OpaquePointer?
      let expected = BackendError(.unsupported, "no operation is called 'conv9d'", operation: 1)
      #expect(throws: expected) { try BackendError.check(calls.program_query(device, &encoded, &workspace)) }
      // No buffers: the places are not there.
      #expect(throws: BackendError.self) { try BackendError.check(calls.program_compile(device, &encoded, &compiled)) }
      #expect(compiled == nil)
    }
  }
}
