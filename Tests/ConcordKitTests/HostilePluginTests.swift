import ConcordKit
import ConcordTestSupport
import Foundation
import Synchronization
import Testing

/// A plugin in C that fails in every call, returns nothing where something is due, and hands out objects that cannot be read.
/// Each test has a copy of its own, so that its counters are its own too.
@Suite("Hostile plugin", .enabled(if: CCompiler.path != nil, "needs a C compiler"))
struct HostilePluginTests {
  private let folder: TemporaryFolder
  private let path: String
  private let backend: any Backend

  init() throws {
    folder = try TemporaryFolder()
    path = try Fixture.build("hostile", in: folder)
    backend = try PluginLoader.load(path: path)
  }

  /// A counter of the plugin.
  private func count(_ name: String) throws -> Int {
    let library = try #require(dlopen(path, RTLD_NOW | RTLD_LOCAL))
    defer { dlclose(library) }
    let symbol = try #require(dlsym(library, "fixture_\(name)"))
    typealias Counter = @convention(c) () -> Int32
    return Int(unsafeBitCast(symbol, to: Counter.self)())
  }

  private func open(_ behaviour: String) throws -> any Device {
    try backend.open(device: 0, options: ["behaviour": behaviour])
  }

  private static func program() throws -> Program {
    var builder = ProgramBuilder()
    let x = builder.tensor(TensorType([64]))
    try builder.add(Activation(.relu), builder.add(Activation(.relu), [x]))
    return builder.program
  }

  /// The whole life of a device.
  private func everything(_ behaviour: String) throws {
    let device = try open(behaviour)
    _ = try device.workspace(for: Self.program())
    let buffer = try device.allocate(byteCount: 1024)
    try [1, 2, 3].withUnsafeBytes { try buffer.write($0, at: 0) }
    let compiled = try device.compile(Self.program(), buffers: [buffer])
    try compiled.run([])
    try device.synchronize()
    var bytes = [UInt8](repeating: 0, count: 4)
    try bytes.withUnsafeMutableBytes { try buffer.read(into: $0, at: 0) }
    let read = try buffer.startRead(at: 0, byteCount: 4)
    try bytes.withUnsafeMutableBytes { try read.finish(into: $0) }
  }

  @Test("a life without failure leaves nothing alive")
  func clean() throws {
    try everything("none")
    #expect(try count("live") == 0)
    #expect(try count("errors") == 0)
  }

  @Test(
    "a failing call keeps its code, message and operation, is freed once, and leaves nothing alive",
    arguments: [
      ("open", .deviceLost, nil), ("describe", .internal, nil), ("allocate", .outOfMemory, nil), ("query", .unsupported, 1),
      ("compile", .buildFailed, 1), ("run", .internal, 0), ("write", .deviceLost, nil), ("read", .deviceLost, nil),
      ("synchronize", .deviceLost, nil), ("read-start", .deviceLost, nil), ("read-finish", .internal, nil),
    ] as [(String, BackendError.Code, Int?)])
  func failures(call: String, code: BackendError.Code, operation: Int?) throws {
    #expect(throws: BackendError(code, "planted", operation: operation)) { try everything("fail-\(call)") }
    #expect(try count("live") == 0)
    #expect(try count("errors") == 1)
    #expect(try count("released") == 1)
  }

  @Test("success without an object is an error, not a crash", arguments: ["device", "buffer", "program", "read"])
  func nothingReturned(what: String) throws {
    let error = #expect(throws: BackendError.self) { try everything("no-\(what)") }
    #expect(error?.code == .internal)
    #expect(error?.message.contains(what) == true)
    #expect(try count("live") == 0)
  }

  @Test("a read that is given up is finished once, before its buffer goes back, and an error of it is freed")
  func abandonedRead() throws {
    for behaviour in ["none", "fail-read-finish"] {
      let device = try open(behaviour)
      _ = try device.allocate(byteCount: 64).startRead(at: 60, byteCount: 4)
      #expect(throws: BackendError.self) { try device.allocate(byteCount: 64).startRead(at: 61, byteCount: 4) }
    }
    #expect(try count("live") == 0)
    #expect(try count("errors") == 1)
    #expect(try count("released") == 1)
  }

  @Test("an error object that is too short is reported, not read")
  func shortError() throws {
    let error = #expect(throws: BackendError.self) { try open("short-error").synchronize() }
    #expect(error == BackendError(.internal, "the backend returned an error object of 3 bytes, which cannot be read"))
  }

  @Test("an error object of a newer header, one without a message and one of an unknown kind are read and freed once")
  func oddErrors() throws {
    #expect(throws: BackendError(.deviceLost, "of a newer header")) { try open("long-error").synchronize() }
    #expect(throws: BackendError(.internal, "the backend gave no message")) { try open("null-message").synchronize() }
    #expect(throws: BackendError(BackendError.Code(rawValue: 77), "\u{fffd} odd", operation: 123456)) {
      try open("odd-code").synchronize()
    }
    #expect(try count("released") == 3)
    #expect(try count("live") == 0)
  }

  @Test("an absurd workspace saturates, so that whoever adds it up can refuse it")
  func absurdWorkspace() throws {
    let device = try open("absurd-workspace")
    #expect(try device.workspace(for: Self.program()) == [Int.max, Int.max])
    let error = #expect(throws: BackendError.self) { try device.declaredWorkspace(for: Self.program()) }
    #expect(error?.operation == 0)
    #expect(error?.message.contains("a workspace of \(Int.max) bytes for activation") == true)
  }

  @Test("device names without an end, not in UTF-8, and unknown kinds are read within their bounds")
  func deviceInfo() throws {
    let devices = try backend.devices()
    #expect(devices.count == 3)
    #expect(devices[1].name == String(repeating: "x", count: 256))
    #expect(devices[1].notes == String(repeating: "x", count: 512))
    #expect(devices[2].name.hasSuffix("name"))
    #expect(devices[2].kind == .other)
    #expect(devices[2].conformance == .unknown)
    #expect(devices[2].memoryBytes == ByteCount.maximum)
    #expect(devices[2].computeUnits == Int(UInt32.max))
  }

  @Test("a garbage number of devices is refused at once")
  func garbageCount() throws {
    let many = try PluginLoader.load(path: Fixture.build("hostile", ["DEVICES=4294967295u"], in: folder))
    let error = #expect(throws: BackendError.self) { try many.devices() }
    #expect(error?.code == .internal)
    #expect(error?.message.contains("4294967295") == true)
  }

  @Test("a buffer of another device is refused before the plugin sees it")
  func foreignBuffer() throws {
    let (one, other) = (try open("none"), try open("none"))
    let buffer = try other.allocate(byteCount: 1024)
    let error = #expect(throws: BackendError.self) { try one.compile(Self.program(), buffers: [buffer]) }
    #expect(error?.code == .invalidArgument)
  }

  @Test("transfers out of bounds and a wrong number of scalars are refused before the plugin sees them")
  func bounds() throws {
    let device = try open("none")
    let buffer = try device.allocate(byteCount: 1024)
    #expect(throws: BackendError.self) { try [1].withUnsafeBytes { try buffer.write($0, at: 1020) } }
    var word = 0
    #expect(throws: BackendError.self) { try withUnsafeMutableBytes(of: &word) { try buffer.read(into: $0, at: -1) } }
    let compiled = try device.compile(Self.program(), buffers: [buffer])
    #expect(throws: BackendError.self) { try compiled.run([1]) }
    #expect(throws: BackendError.self) { try device.allocate(byteCount: 0) }
  }

  private func profile(_ behaviour: String) throws -> [LaunchRecord] {
    let device = try open(behaviour)
    return try device.compile(Self.program(), buffers: [device.allocate(byteCount: 1024)]).profile([])
  }

  @Test("launches arrive as they were reported, in order")
  func launches() throws {
    let first = LaunchRecord(operation: 0, name: "first", start: 10, end: 20)
    #expect(try profile("none") == [first, LaunchRecord(operation: 1, name: "first", start: 10, end: 20)])
    #expect(try profile("launch-nameless").last?.name == "unnamed")
    // Nothing to report, and nowhere to report it to.
    #expect(try profile("launch-null") == [first])
    #expect(try profile("launch-lost") == [first])
    #expect(try count("live") == 0)
  }

  @Test(
    "a launch that cannot be is an error that says why",
    arguments: [
      ("launch-short", "of 8 bytes, which cannot be read"),
      ("launch-foreign", "of operation 2, which the program does not have"),
      ("launch-backwards", "that ended before it began"),
    ])
  func badLaunches(behaviour: String, problem: String) throws {
    let error = #expect(throws: BackendError.self) { _ = try profile(behaviour) }
    #expect(error?.code == .internal)
    #expect(error?.message.hasSuffix(problem) == true, "\(error?.message ?? "")")
  }

  @Test("choices arrive as they were reported, in order")
  func choices() throws {
    let first = TunedChoice(operation: 0, subject: "add of 4", choice: "wide", seconds: 0.25)
    let second = TunedChoice(operation: 1, subject: "add of 4", choice: "wide", seconds: 0.25)
    #expect(try open("none").tune(Self.program()) == [first, second])
    #expect(try open("choice-nameless").tune(Self.program()).last?.choice == "unnamed")
    #expect(try open("choice-null").tune(Self.program()) == [first])
    #expect(try open("choice-lost").tune(Self.program()) == [first])
    #expect(throws: BackendError(.outOfMemory, "planted", operation: 0)) { _ = try open("fail-tune").tune(Self.program()) }
  }

  @Test(
    "a choice that cannot be is an error, and so is one of no operation",
    arguments: [
      ("choice-short", "of 8 bytes, which cannot be read"),
      ("choice-foreign", "for operation 2, which the program does not have"),
      ("choice-timeless", "that takes nan seconds"),
    ])
  func badChoices(behaviour: String, problem: String) throws {
    let error = #expect(throws: BackendError.self) { _ = try open(behaviour).tune(Self.program()) }
    #expect(error?.code == .internal)
    #expect(error?.message.hasSuffix(problem) == true, "\(error?.message ?? "")")
  }

  private func facts(_ index: Int) throws -> [DeviceFact] { try PluginLoader.load(path: path).facts(device: index) }

  @Test("facts arrive as they were reported, in order, lines as lines and escape sequences harmless")
  func facts() throws {
    let (first, second) = (DeviceFact("CL_DEVICE_NAME", "hostile"), DeviceFact("log", "two\nlines\\u{1b}[31m"))
    #expect(try facts(0) == [first, second])
    #expect(try facts(5) == [first] && facts(6) == [first])
    #expect(throws: BackendError(.notFound, "planted")) { _ = try facts(8) }
    #expect(try count("errors") == count("released"))
  }

  @Test(
    "a fact that cannot be read is an error, and so are facts without end",
    arguments: [
      (1, "of 8 bytes, which cannot be read"), (2, "without a name or a value that can be read"),
      (3, "without a name or a value that can be read"), (4, "beyond 10000"), (7, "at an address where no memory is"),
    ])
  func badFacts(index: Int, problem: String) throws {
    let error = #expect(throws: BackendError.self) { _ = try facts(index) }
    #expect(error?.code == .internal)
    #expect(error?.message.hasSuffix(problem) == true, "\(error?.message ?? "")")
  }

  @Test("a peak that no device has is an error", arguments: ["peak-nan", "peak-zero", "peak-infinite"])
  func badPeak(behaviour: String) throws {
    let device = try open(behaviour)
    let scratch = try device.allocate(byteCount: 768)
    let error = #expect(throws: BackendError.self) { _ = try device.measurePeak(scratch: scratch) }
    #expect(error?.code == .internal)
  }

  @Test("a peak is measured in a buffer of the device, and not in a tiny one")
  func peak() throws {
    let (device, other) = (try open("none"), try open("none"))
    let peak = try device.measurePeak(scratch: device.allocate(byteCount: 768))
    #expect(peak == DevicePeak(multiplyAddsPerSecond: 3e9, bytesPerSecond: 2e9))
    for scratch in [try other.allocate(byteCount: 768), try device.allocate(byteCount: 767)] {
      let error = #expect(throws: BackendError.self) { _ = try device.measurePeak(scratch: scratch) }
      #expect(error?.code == .invalidArgument)
    }
  }

  @Test("functions beyond the size of an older table are not called")
  func olderTable() throws {
    let older = try PluginLoader.load(path: Fixture.build("hostile", ["SIZE=144"], in: folder))
    let device = try older.open(device: 0, options: [:])
    let buffer = try device.allocate(byteCount: 1024)
    let compiled = try device.compile(Self.program(), buffers: [buffer])
    try compiled.run([])
    #expect(try older.facts(device: 0) == [])
    for attempt in [{ _ = try compiled.profile([]) }, { _ = try device.measurePeak(scratch: buffer) }] {
      let error = #expect(throws: BackendError.self) { try attempt() }
      #expect(error?.code == .unsupported)
      #expect(error?.message.contains("'hostile'") == true)
    }
  }

  @Test("what the optional functions fail with arrives")
  func optionalFailures() throws {
    #expect(throws: BackendError(.internal, "planted", operation: 0)) { _ = try profile("fail-profile") }
    let device = try open("fail-peak")
    let scratch = try device.allocate(byteCount: 768)
    #expect(throws: BackendError(.outOfMemory, "planted")) { _ = try device.measurePeak(scratch: scratch) }
    #expect(try count("errors") == count("released"))
  }

  @Test("a plugin's log line reaches the host's handler")
  func log() throws {
    let collected = LogLines()
    PluginHost.setLogHandler { level, message in collected.lines.withLock { $0.append("\(level): \(message)") } }
    defer { PluginHost.setLogHandler { _, _ in } }
    _ = try PluginLoader.load(path: Fixture.build("hostile", in: folder))
    #expect(collected.lines.withLock { $0 }.contains("warning: hello from the plugin"))
  }

  private final class LogLines: Sendable {
    let lines = Mutex<[String]>([])
  }
}
