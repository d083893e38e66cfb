import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@testable import ConcordOpenCL

@Suite("memory that device and host share", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct SharedMemoryTests {
  /// Two runs with a write and a read around each, of 8 MiB: enough for several threads.
  private static func scenario(_ faults: CallFaults, sharesMemory: Bool) throws -> [[Float]] {
    let device = try TestDevice.open(
      TestDevice.backend(calls: OpenCLCalls(observer: faults)), ["shared-memory": "\(sharesMemory)"])
    let type = TensorType([1 << 21])
    let buffer = try device.allocate(byteCount: 2 * type.byteCount)
    let program = try device.compile(
      Program(
        tensors: [
          ProgramTensor(type, at: Place(buffer: 0, offset: 0)),
          ProgramTensor(type, at: Place(buffer: 0, offset: type.byteCount)),
        ], operations: [Add().on(inputs: [0, 0], outputs: [1])]), buffers: [buffer])
    faults.start()
    return try (1...2).map { round in
      let values = (0..<type.elementCount).map { Float($0 * round) }
      try values.withUnsafeBytes { try buffer.write($0, at: 0) }
      try program.run([])
      var results = [Float](repeating: 0, count: type.elementCount)
      try results.withUnsafeMutableBytes { try buffer.read(into: $0, at: type.byteCount) }
      return results
    }
  }

  @Test("what the host writes is there for the next run, what a run computes for the next read, with and without transfers")
  func transfers() throws {
    let expected = (1...2).map { round in (0..<1 << 21).map { Float(2 * $0 * round) } }
    let faults = CallFaults()
    let device = try #require(TestDevice.open() as? OpenCLDevice)
    #expect(try Self.scenario(faults, sharesMemory: true) == expected)
    if device.traits.sharesHostMemory {
      #expect(faults.counts[.enqueueReadBuffer] == nil && faults.counts[.enqueueWriteBuffer] == nil)
    }
    #expect(try Self.scenario(faults, sharesMemory: false) == expected)
    #expect(faults.counts[.enqueueReadBuffer] == 2 && faults.counts[.enqueueWriteBuffer] == 2)
  }

  #if os(Linux)
    @Test(
      "pages of memory that is shared with the host are made before anything touches them",
      .enabled(if: Self.canPopulate, "Linux is older than 5.14"))
    func earlyPages() async throws {
      let byteCount = 16 << 20
      let address = try #require(mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
      try #require(address != MAP_FAILED)
      defer { munmap(address, byteCount) }
      let memory = UnsafeMutableRawBufferPointer(start: address, count: byteCount)
      #expect(Self.residentPages(memory) == 0)
      EarlyPages.make(memory)
      let deadline = ContinuousClock.now + .seconds(30)
      while Self.residentPages(memory) < memory.count / Self.pageByteCount, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(1))
      }
      #expect(Self.residentPages(memory) == memory.count / Self.pageByteCount)
      #expect(memory.allSatisfy { $0 == 0 })
    }

    private static let pageByteCount = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// Nothing to populate is an error only where the request is unknown.
    private static let canPopulate = madvise(nil, 0, MADV_POPULATE_WRITE) == 0

    private static func residentPages(_ memory: UnsafeMutableRawBufferPointer) -> Int {
      var pages = [UInt8](repeating: 0, count: memory.count / pageByteCount)
      return mincore(memory.baseAddress, memory.count, &pages) == 0 ? pages.count { $0 & 1 == 1 } : 0
    }
  #endif

  @Test("a write waits for the kernels that were asked for before it", arguments: [true, false])
  func order(sharesMemory: Bool) throws {
    let device = try TestDevice.open(["shared-memory": "\(sharesMemory)"])
    let type = TensorType([1 << 22])
    let buffer = try device.allocate(byteCount: 2 * type.byteCount)
    let tensors = [0, type.byteCount].map { ProgramTensor(type, at: Place(buffer: 0, offset: $0)) }
    // Some milliseconds of work, the last of which reads what is written meanwhile.
    let copies = (0..<8).map { _ in Add().on(inputs: [0, 0], outputs: [1]) }
    let program = try device.compile(Program(tensors: tensors, operations: copies), buffers: [buffer])
    let (ones, nines) = ([Float](repeating: 1, count: type.elementCount), [Float](repeating: 9, count: type.elementCount))
    try ones.withUnsafeBytes { try buffer.write($0, at: 0) }
    try program.run([])
    try nines.withUnsafeBytes { try buffer.write($0, at: 0) }
    var results = nines
    try results.withUnsafeMutableBytes { try buffer.read(into: $0, at: type.byteCount) }
    #expect(results.allSatisfy { $0 == 2 })
  }

  @Test("a read that was started keeps what the run before it made, whatever follows", arguments: [true, false])
  func readUnderWay(sharesMemory: Bool) throws {
    let device = try TestDevice.open(["shared-memory": "\(sharesMemory)"])
    let type = TensorType([1 << 16])
    let buffer = try device.allocate(byteCount: 2 * type.byteCount)
    let tensors = [0, type.byteCount].map { ProgramTensor(type, at: Place(buffer: 0, offset: $0)) }
    let program = try device.compile(
      Program(tensors: tensors, operations: [Add().on(inputs: [0, 0], outputs: [1])]), buffers: [buffer])
    var reads: [any PendingRead] = []
    for round in 1...20 {
      let values = [Float](repeating: Float(round), count: type.elementCount)
      try values.withUnsafeBytes { try buffer.write($0, at: 0) }
      try program.run([])
      reads.append(try buffer.startRead(at: type.byteCount, byteCount: type.byteCount))
    }
    for (round, read) in reads.enumerated() where round % 3 != 0 {
      var results = [Float](repeating: 0, count: type.elementCount)
      try results.withUnsafeMutableBytes { try read.finish(into: $0) }
      #expect(results.allSatisfy { $0 == Float(2 * (round + 1)) }, "round \(round + 1)")
    }
  }
}
