import ConcordKit

/// Running programs: order, and what may change between runs.
enum RunRules {
  static let checks: [(String, ContractChecks.Check)] = [
    ("new-inputs", newInputs), ("new-scalars", newScalars), ("run-order", order), ("many-runs", manyRuns),
    ("operations-in-order", chain), ("two-programs-on-one-buffer", twoPrograms), ("two-buffers", twoBuffers),
    ("long-program", longProgram), ("same-bits-each-time", repeats), ("threads", threads), ("two-devices-in-turn", inTurn),
  ]

  @Sendable
  private static func newInputs(_ target: ConformanceTarget) throws {
    let first = try ProgramBuilder.simple(on: target.device, seed: "first")
    let (compiled, buffer) = try first.compile(on: target.device)
    for round in 0..<5 {
      let next = try ProgramBuilder.simple(on: target.device, seed: "round \(round)")
      try buffer.write(next.words)
      try compiled.run(next.scalars)
      try next.expect(
        try buffer.words(count: next.words.count), toEqual: try next.words(on: target.reference),
        "run \(round) of one compiled program, with other inputs")
    }
  }

  @Sendable
  private static func newScalars(_ target: ConformanceTarget) throws {
    var program = ProgramBuilder.poisoned
    let p = program.tensor(TensorType([3]), [0, 0, 0])
    let g = program.tensor(TensorType([3]), [Float(1).bitPattern, Float(-2).bitPattern, Float(4).bitPattern])
    try program.add(SGDUpdate(), [p, g], scalars: [program.scalar(1)])
    let (compiled, buffer) = try program.compile(on: target.device)
    try buffer.write(program.words)
    // Powers of two: every sum is exact.
    for rate: Float in [1, 1, 2, -4, -4, 0.5] { try compiled.run([rate.bitPattern]) }
    let got = try buffer.words(count: 3)
    let expected: [Float] = [3.5, -7, 14]
    try Expect.that(
      got == expected.map { $0.bitPattern },
      "six runs with other scalars each gave \(got.map { Float(bitPattern: $0) }), not \(expected)")
  }

  @Sendable
  private static func order(_ target: ConformanceTarget) throws {
    let program = try ProgramBuilder.simple(on: target.device)
    let (compiled, buffer) = try program.compile(on: target.device)
    let expected = try program.words(on: target.reference)
    for round in 0..<10 {
      try buffer.write([UInt32](repeating: 0x7fc0_0000, count: program.words.count))
      try compiled.run(program.scalars)
      try buffer.write(program.words)
      try compiled.run(program.scalars)
      try program.expect(
        try buffer.words(count: program.words.count), toEqual: expected, "round \(round) of write, run, write, run, read")
    }
  }

  @Sendable
  private static func manyRuns(_ target: ConformanceTarget) throws {
    let program = try ProgramBuilder.simple(on: target.device)
    try Expect.reference(program, on: target, times: 300, "after 300 runs without waiting")
  }

  /// A program in which each operation needs what the one before it wrote.
  private static func chain(_ count: Int, on device: any Device) throws -> ProgramBuilder {
    var numbers = CaseNumbers("chain")
    let words = ValueClass.normal.words(33, &numbers)
    var relu = ProgramBuilder.poisoned
    var last = relu.tensor(TensorType([1, 33]), words)
    let other = relu.tensor(TensorType([33]), ValueClass.normal.words(33, &numbers))
    for number in 0..<count {
      last =
        number % 2 == 0 ? try relu.add(BiasAdd(), [last, other])[0] : try relu.add(Activation(.relu), [last])[0]
    }
    return relu
  }

  @Sendable
  private static func chain(_ target: ConformanceTarget) throws {
    try Expect.reference(try chain(7, on: target.device), on: target, times: 3, "a chain of operations")
  }

  @Sendable
  private static func longProgram(_ target: ConformanceTarget) throws {
    try Expect.reference(try chain(1500, on: target.device), on: target, "a program of 1,500 operations")
  }

  @Sendable
  private static func twoPrograms(_ target: ConformanceTarget) throws {
    let program = try ProgramBuilder.simple(on: target.device)
    let (ready, byteCount) = try program.prepared(for: target.device)
    let buffer = try target.device.allocate(byteCount: byteCount)
    let first = try target.device.compile(ready, buffers: [buffer])
    let second = try target.device.compile(ready, buffers: [buffer])
    for compiled in [first, second, first] {
      try buffer.write(program.words)
      try compiled.run(program.scalars)
      try program.expect(
        try buffer.words(count: program.words.count), toEqual: try program.words(on: target.reference), "two programs in turn")
    }
  }

  @Sendable
  private static func twoBuffers(_ target: ConformanceTarget) throws {
    let simple = try ProgramBuilder.simple(on: target.device)
    var (program, byteCount) = try simple.prepared(for: target.device)
    let output = program.operations[0].outputs[0]
    let start = program.tensors[output].place.offset
    let count = program.tensors[output].type.elementCount
    guard !program.operations[0].inputs.contains(output) else { return }
    program.tensors[output].place = Place(buffer: 1, offset: 512)
    let buffers = [try target.device.allocate(byteCount: byteCount), try target.device.allocate(byteCount: 512 + 4 * count)]
    try buffers[0].write(simple.words)
    try target.device.compile(program, buffers: buffers).run(simple.scalars)
    var got = simple.words
    got.replaceSubrange(start / 4..<start / 4 + count, with: try buffers[1].words(count: count, at: 512))
    try simple.expect(got, toEqual: try simple.words(on: target.reference), "an output in a second buffer")
    let before = try buffers[1].words(count: 128)
    try Expect.that(before.allSatisfy { $0 == 0 }, "memory before the output in its buffer was written")
  }

  @Sendable
  private static func repeats(_ target: ConformanceTarget) throws {
    let program = try ProgramBuilder.simple(on: target.device, count: 4099)
    let (compiled, buffer) = try program.compile(on: target.device)
    var first: [UInt32] = []
    for round in 0..<20 {
      try buffer.write(program.words)
      try compiled.run(program.scalars)
      let words = try buffer.words(count: program.words.count)
      if round == 0 { first = words }
      try program.expect(words, toEqual: first, "run \(round) of the same program on the same inputs")
    }
  }

  @Sendable
  private static func threads(_ target: ConformanceTarget) throws {
    let program = try ProgramBuilder.simple(on: target.device, count: 1009)
    let (ready, byteCount) = try program.prepared(for: target.device)
    var start = program.words
    start += [UInt32](repeating: 0, count: byteCount / 4 - start.count)
    let bytes = start.withUnsafeBytes { Array($0) }
    let runs = ConcurrentRuns(
      index: target.index, options: target.options, threads: 2, times: 50, program: ready,
      contents: Array(repeating: bytes, count: 2), scalars: program.scalars)
    let expected = try program.words(on: target.reference, times: 50)
    for (thread, bytes) in try target.process.runConcurrently(runs).enumerated() {
      let words = bytes.withUnsafeBytes { bytes in
        (0..<program.words.count).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) }
      }
      try program.expect(words, toEqual: expected, "device \(thread) of two, each used by a thread of its own")
    }
  }

  @Sendable
  private static func inTurn(_ target: ConformanceTarget) throws {
    let other = try target.openAgain()
    let program = try ProgramBuilder.simple(on: target.device)
    let expected = try program.words(on: target.reference)
    let (first, firstBuffer) = try program.compile(on: target.device)
    let (second, secondBuffer) = try program.compile(on: other)
    for _ in 0..<5 {
      try firstBuffer.write(program.words)
      try secondBuffer.write(program.words)
      try first.run(program.scalars)
      try second.run(program.scalars)
      for buffer in [secondBuffer, firstBuffer] {
        try program.expect(try buffer.words(count: program.words.count), toEqual: expected, "two devices in turn")
      }
    }
  }
}
