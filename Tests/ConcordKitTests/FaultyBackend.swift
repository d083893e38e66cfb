import ConcordKit
import Synchronization

/// A backend in Swift that can be made to fail, and that counts what of it is alive.
final class FaultyBackend: Backend {
  let name = "faulty"
  let version = "2.1"
  let lifetimes = Lifetimes()

  static func information(_ index: Int) -> DeviceInfo {
    DeviceInfo(
      kind: .accelerator, name: "faulty \(index)", vendor: "tests", platform: "swift", driver: "none", memoryBytes: 1 << 20,
      maximumAllocationBytes: 1 << 16, computeUnits: 3, conformance: .passed)
  }

  func devices() throws(BackendError) -> [DeviceInfo] { [Self.information(0)] }

  /// Fails in the call that the option `fail` names.
  func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    guard index == 0 else { throw BackendError(.notFound, "no device \(index)") }
    if options["fail"] == "open" { throw BackendError(.deviceLost, "planted in open") }
    return FaultyDevice(Self.information(index), failing: options["fail"] ?? "", lifetimes)
  }

  static let facts = [DeviceFact("planted", "one line"), DeviceFact("log", "two\nlines")]

  func facts(device index: Int) throws(BackendError) -> [DeviceFact] {
    guard index == 0 else { throw BackendError(.notFound, "no device \(index)") }
    return Self.facts
  }
}

/// How many objects of a backend are alive.
final class Lifetimes: Sendable {
  private let count = Mutex(0)

  var live: Int { count.withLock { $0 } }

  func add(_ change: Int) { count.withLock { $0 += change } }
}

/// Counts itself while it lives.
class Counted {
  let lifetimes: Lifetimes

  init(_ lifetimes: Lifetimes) {
    self.lifetimes = lifetimes
    lifetimes.add(1)
  }

  deinit { lifetimes.add(-1) }
}

final class FaultyDevice: Counted, Device {
  let info: DeviceInfo
  let failing: String

  init(_ info: DeviceInfo, failing: String, _ lifetimes: Lifetimes = Lifetimes()) {
    self.info = info
    self.failing = failing
    super.init(lifetimes)
  }

  func fail(_ call: String, _ code: BackendError.Code, operation: Int? = nil) throws(BackendError) {
    if failing == call { throw BackendError(code, "planted in \(call)", operation: operation) }
  }

  func allocate(byteCount: Int) throws(BackendError) -> any DeviceBuffer {
    try fail("allocate", .outOfMemory)
    return FaultyBuffer(byteCount: byteCount, on: self)
  }

  func workspace(for program: Program) throws(BackendError) -> [Int] {
    try fail("workspace", .unsupported, operation: 1)
    return program.operations.indices.map { 256 * $0 }
  }

  static let choices = [TunedChoice(operation: 1, subject: "relu of 64", choice: "wide", seconds: 0.25)]

  func tune(_ program: Program) throws(BackendError) -> [TunedChoice] {
    try fail("tune", .outOfMemory, operation: 1)
    return Self.choices
  }

  func compile(_ program: Program, buffers: [any DeviceBuffer]) throws(BackendError) -> any CompiledProgram {
    try fail("compile", .buildFailed, operation: 0)
    return FaultyProgram(on: self)
  }

  func synchronize() throws(BackendError) { try fail("synchronize", .deviceLost) }

  func measurePeak(scratch: any DeviceBuffer) throws(BackendError) -> DevicePeak {
    try fail("peak", .deviceLost)
    return DevicePeak(multiplyAddsPerSecond: 1.5, bytesPerSecond: 2.5)
  }
}

final class FaultyBuffer: Counted, DeviceBuffer {
  let byteCount: Int
  private let device: FaultyDevice
  private var bytes: [UInt8]

  init(byteCount: Int, on device: FaultyDevice) {
    self.byteCount = byteCount
    self.device = device
    bytes = [UInt8](repeating: 0, count: byteCount)
    super.init(device.lifetimes)
  }

  func write(_ source: UnsafeRawBufferPointer, at offset: Int) throws(BackendError) {
    try device.fail("write", .deviceLost)
    bytes.replaceSubrange(offset..<(offset + source.count), with: source)
  }

  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(BackendError) {
    try device.fail("read", .deviceLost)
    target.copyBytes(from: bytes[offset..<(offset + target.count)])
  }

  func startRead(at offset: Int, byteCount: Int) throws(BackendError) -> any PendingRead {
    try device.fail("start of a read", .deviceLost)
    return FaultyRead(Array(bytes[offset..<(offset + byteCount)]), on: device)
  }
}

final class FaultyRead: Counted, PendingRead {
  var byteCount: Int { bytes.count }
  private let device: FaultyDevice
  private let bytes: [UInt8]

  init(_ bytes: [UInt8], on device: FaultyDevice) {
    self.device = device
    self.bytes = bytes
    super.init(device.lifetimes)
  }

  func finish(into target: UnsafeMutableRawBufferPointer) throws(BackendError) {
    try device.fail("end of a read", .deviceLost)
    target.copyBytes(from: bytes)
  }
}

final class FaultyProgram: Counted, CompiledProgram {
  private let device: FaultyDevice

  init(on device: FaultyDevice) {
    self.device = device
    super.init(device.lifetimes)
  }

  func run(_ scalars: [UInt32]) throws(BackendError) { try device.fail("run", .internal, operation: 1) }

  static let launches = [
    LaunchRecord(operation: 1, name: "größe", start: 0, end: .max), LaunchRecord(operation: 0, name: "", start: 3, end: 3),
  ]

  func profile(_ scalars: [UInt32]) throws(BackendError) -> [LaunchRecord] {
    try device.fail("profile", .internal, operation: 1)
    return Self.launches
  }
}
