import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordReference

@Suite("Reference device")
struct DeviceTests {
  @Test("every operation of the vocabulary is served, and none beside")
  func completeness() {
    let served = Set(ReferenceOperations.all.map { $0.name })
    let vocabulary = Set(Vocabulary.definitions.map { $0.name })
    #expect(served == vocabulary)
  }

  @Test("there is one device, it conforms, and no other can be opened")
  func devices() throws {
    let backend = ReferenceBackend()
    #expect(try backend.devices().map(\.conformance) == [.unknown])
    #expect(try backend.open(device: 0, options: [:]).info.conformance == .passed)
    for index in [1, -1] {
      let error = #expect(throws: BackendError.self) { try backend.open(device: index, options: [:]) }
      #expect(error?.code == .notFound)
    }
  }

  @Test("its units are the processors that the process may use")
  func units() throws {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let allowed = try #require(status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") })
    // 0-3,6
    let ranges = allowed.split(separator: "\t")[1].split(separator: ",").map { $0.split(separator: "-").compactMap { Int($0) } }
    let count = ranges.reduce(0) { $0 + ($1.last! - $1.first! + 1) }
    #expect(try ReferenceBackend().devices().map(\.computeUnits) == [count])
  }

  @Test("memory comes zeroed and aligned", arguments: [1, 255, 256, 100_000])
  func zeroed(byteCount: Int) throws {
    guard let memory = HostMemory(byteCount: byteCount) else {
      Issue.record("\(byteCount) bytes could not be had")
      return
    }
    let start = memory.start
    #expect(Int(bitPattern: start) % 256 == 0)
    #expect((0..<byteCount).allSatisfy { start.load(fromByteOffset: $0, as: UInt8.self) == 0 })
    withExtendedLifetime(memory) {}
  }

  @Test(
    "memory that is not there is an error with a remedy, not the end of the process",
    arguments: [1 << 46, 1 << 62, Int.max])
  func outOfMemory(byteCount: Int) throws {
    let error = #expect(throws: BackendError.self) { try Reference.device().allocate(byteCount: byteCount) }
    #expect(error?.code == .outOfMemory)
    #expect(error?.message.contains("smaller micro-batch") == true)
  }

  @Test("a buffer of no bytes is refused", arguments: [0, -1])
  func noBytes(byteCount: Int) {
    let error = #expect(throws: BackendError.self) { try Reference.device().allocate(byteCount: byteCount) }
    #expect(error?.code == .invalidArgument)
  }

  @Test("transfers out of bounds are refused")
  func bounds() throws {
    let buffer = try Reference.device().allocate(byteCount: 8)
    var word: UInt64 = 0
    for offset in [1, -1, 9, Int.max] {
      #expect(throws: BackendError.self) { try withUnsafeBytes(of: &word) { try buffer.write($0, at: offset) } }
      #expect(throws: BackendError.self) { try withUnsafeMutableBytes(of: &word) { try buffer.read(into: $0, at: offset) } }
    }
  }

  @Test("an invalid program, a buffer of another device and a wrong number of scalars are refused")
  func invalid() throws {
    let device = try Reference.device()
    var builder = ProgramBuilder()
    let x = builder.tensor(TensorType([4]))
    try builder.add(Activation(.relu), [x])
    let own = try device.allocate(byteCount: 512)
    let foreign = try Reference.device().allocate(byteCount: 512)
    let small = try device.allocate(byteCount: 256)
    #expect(throws: BackendError.self) { try device.compile(builder.program, buffers: [foreign]) }
    #expect(throws: BackendError.self) { try device.compile(builder.program, buffers: [small]) }
    #expect(throws: BackendError.self) { try device.compile(builder.program, buffers: []) }
    let compiled = try device.compile(builder.program, buffers: [own])
    #expect(throws: BackendError.self) { try compiled.run([0]) }
    var unknown = builder.program
    unknown.operations[0].name = "conv9d"
    let error = #expect(throws: BackendError.self) { try device.workspace(for: unknown) }
    #expect(error?.code == .unsupported)
    #expect(error?.operation == 0)
  }

  @Test("a compiled program keeps its memory alive")
  func lifetime() throws {
    var builder = ProgramBuilder()
    let x = builder.tensor(TensorType([1024]))
    try builder.add(Activation(.relu), [x])
    weak var buffer: AnyObject?
    var compiled: (any CompiledProgram)? = try {
      let device = try Reference.device()
      let own = try device.allocate(byteCount: 8192)
      buffer = own
      return try device.compile(builder.program, buffers: [own])
    }()
    #expect(buffer != nil)
    try compiled?.run([])
    compiled = nil
    #expect(buffer == nil)
  }

  @Test("no operation needs workspace")
  func workspace() throws {
    var builder = ProgramBuilder()
    let x = builder.tensor(TensorType([4, 4]))
    try builder.add(MatMul(), [x, builder.tensor(TensorType([4, 4]))])
    #expect(try Reference.device().workspace(for: builder.program) == [0])
  }
}
