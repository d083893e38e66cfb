import ConcordKit
import ConcordTestSupport
import Testing

@testable import ConcordOpenCL

@Suite("writes beside runs", .enabled(if: TestDevice.isThere, TestDevice.missing))
struct TransferQueueTests {
  private static let type = TensorType([1 << 19])

  /// y = x + x, for x in each of two buffers, and y in a third.
  private struct Scene {
    var device: any Device
    var inputs: [any DeviceBuffer]
    var output: any DeviceBuffer
    var programs: [any CompiledProgram]

    init(_ faults: CallFaults = CallFaults(), transferQueue: Bool) throws {
      device = try TestDevice.open(
        TestDevice.backend(calls: OpenCLCalls(observer: faults)),
        ["shared-memory": "false", "transfer-queue": "\(transferQueue)"])
      let inputs = try (0..<2).map { [device] _ in try device.allocate(byteCount: type.byteCount) }
      let output = try device.allocate(byteCount: type.byteCount)
      (self.inputs, self.output) = (inputs, output)
      programs = try inputs.map { [device] input in
        try device.compile(
          Program(
            tensors: [0, 1].map { ProgramTensor(type, at: Place(buffer: $0, offset: 0)) },
            operations: (0..<6).map { _ in Add().on(inputs: [0, 0], outputs: [1]) }), buffers: [input, output])
      }
    }

    /// Writes are large, their values change from round to round, and each round's result is read while the next ones are asked for.
    func results(rounds: Int) throws -> [[Float]] {
      var reads: [any PendingRead] = []
      for round in 1...rounds {
        let values = [Float](repeating: Float(round), count: type.elementCount)
        try values.withUnsafeBytes { try inputs[round % 2].write($0, at: 0) }
        // One that is small, in the line of all else.
        try [Float(-round)].withUnsafeBytes { try inputs[round % 2].write($0, at: 4 * round) }
        try programs[round % 2].run([])
        reads.append(try output.startRead(at: 0, byteCount: type.byteCount))
      }
      return try reads.map { read in
        var result = [Float](repeating: 0, count: type.elementCount)
        try result.withUnsafeMutableBytes { try read.finish(into: $0) }
        return result
      }
    }
  }

  @Test("runs, writes and reads take effect in their order, with a queue for transfers and without", arguments: [true, false])
  func order(transferQueue: Bool) throws {
    for (index, result) in try Scene(transferQueue: transferQueue).results(rounds: 12).enumerated() {
      let round = index + 1
      var expected = [Float](repeating: Float(2 * round), count: Self.type.elementCount)
      expected[round] = Float(-2 * round)
      #expect(result == expected, "round \(round)")
    }
  }

  @Test(
    "a write that is larger than all that may be on its way goes in pieces, and waits for no run", arguments: [true, false])
  func large(transferQueue: Bool) throws {
    let faults = CallFaults()
    let scene = try Scene(faults, transferQueue: transferQueue)
    let count = (PendingWrites.limit + PendingWrites.pieceByteCount + 4) / 4
    let buffer = try scene.device.allocate(byteCount: 4 * count)
    try scene.programs[0].run([])
    if transferQueue {
      // The first one waits, as what the device has of the buffer is not known.
      try [Float](repeating: 0, count: 1 << 18).withUnsafeBytes { try buffer.write($0, at: 0) }
      try scene.programs[0].run([])
    }
    faults.start()
    let values = (0..<count).map { Float($0) }
    try values.withUnsafeBytes { try buffer.write($0, at: 0) }
    #expect(faults.counts[.finish] == nil)
    #expect(faults.counts[.enqueueWriteBuffer] == 6)
    var result = [Float](repeating: 0, count: count)
    try result.withUnsafeMutableBytes { try buffer.read(into: $0, at: 0) }
    #expect(result == values)
  }

  @Test("GPUs with memory of their own have a queue for transfers, others do not")
  func devices() throws {
    for (name, queues) in [("nvidia", 2), ("amd-wave32", 2), ("intel-igpu", 1), ("mobile", 1)] {
      let faults = CallFaults()
      let device = try TestDevice.open(TestDevice.backend(calls: OpenCLCalls(observer: faults)), ["pretend": name])
      #expect(faults.counts[.createCommandQueue] == queues, "\(name)")
      withExtendedLifetime(device) {}
    }
  }

  @Test("every call of a transfer that fails is an error and leaves nothing alive")
  func faults() throws {
    let faults = CallFaults()
    func scenario() throws -> Bool {
      let result = try Scene(faults, transferQueue: true).results(rounds: 3)
      return result.last?.last == 6
    }
    faults.start()
    #expect(try scenario())
    #expect(faults.liveCount == 0)
    let counts = faults.counts
    let transfers: [OpenCLFunction] = [
      .createCommandQueue, .createBuffer, .enqueueMapBuffer, .enqueueWriteBuffer, .enqueueBarrier, .enqueueMarker,
    ]
    for function in transfers {
      for use in 0..<(counts[function] ?? 0) {
        faults.start(failing: function, use: use)
        do {
          let isRight = try scenario()
          // The last wait, when the device is closed, has nobody to report to.
          #expect(function == .enqueueMarker && isRight, "\(function), use \(use)")
        } catch let error as BackendError {
          #expect(faults.hasFailed && error.message.contains(function.rawValue), "\(function), use \(use): \(error)")
        }
        #expect(faults.liveCount == 0, "\(function), use \(use)")
      }
    }
    #expect(counts[.enqueueMapBuffer] ?? 0 > 0 && counts[.enqueueBarrier] ?? 0 > 0)
  }
}
