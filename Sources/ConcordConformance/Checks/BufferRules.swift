import ConcordKit

/// Taking memory, writing and reading it.
enum BufferRules {
  static let checks: [(String, ContractChecks.Check)] = [
    ("buffer-zeroed", zeroed), ("buffer-of-no-bytes", empty), ("transfer-any-range", anyRange),
    ("transfer-out-of-range", outOfRange), ("transfer-of-no-bytes", noBytes), ("write-copies", writeCopies),
    ("buffers-apart", apart), ("transfer-order", order), ("reads-under-way", underWay),
  ]

  @Sendable
  private static func zeroed(_ target: ConformanceTarget) throws {
    for count in [4, 256, 4100, 1 << 20] {
      // Memory that was used before is as good a place as any.
      for round in 0..<3 {
        let buffer = try target.device.allocate(byteCount: count)
        try Expect.that(buffer.byteCount == count, "a buffer of \(count) bytes says that it has \(buffer.byteCount)")
        let words = try buffer.words(count: count / 4)
        try Expect.that(words.allSatisfy { $0 == 0 }, "new memory of \(count) bytes is not zeroed (round \(round))")
        try buffer.write([UInt32](repeating: 0xdead_beef, count: count / 4))
      }
    }
  }

  @Sendable
  private static func empty(_ target: ConformanceTarget) throws {
    try Expect.error(.invalidArgument, from: "a buffer of 0 bytes") { _ = try target.device.allocate(byteCount: 0) }
  }

  @Sendable
  private static func anyRange(_ target: ConformanceTarget) throws {
    let buffer = try target.device.allocate(byteCount: 1000)
    var expected = [UInt8](repeating: 0, count: 1000)
    var numbers = CaseNumbers("transfer-any-range")
    for _ in 0..<50 {
      let offset = Int(numbers.integer(0...999))
      let count = Int(numbers.integer(1...Int32(1000 - offset)))
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
      try buffer.write(bytes, at: offset)
      expected.replaceSubrange(offset..<offset + count, with: bytes)
      let start = Int(numbers.integer(0...999))
      let got = try buffer.bytes(count: 1000 - start, at: start)
      try Expect.that(got == Array(expected[start...]), "\(count) bytes at \(offset) did not arrive as they were written")
    }
  }

  @Sendable
  private static func outOfRange(_ target: ConformanceTarget) throws {
    let buffer = try target.device.allocate(byteCount: 64)
    try buffer.write([UInt8](repeating: 7, count: 64), at: 0)
    for (offset, count) in [(64, 1), (60, 5), (0, 65), (1 << 40, 4), (Int.max - 2, 4), (-4, 4)] {
      try Expect.error(.invalidArgument, from: "writing \(count) bytes at \(offset) of 64") {
        try buffer.write([UInt8](repeating: 9, count: count), at: offset)
      }
      try Expect.error(.invalidArgument, from: "reading \(count) bytes at \(offset) of 64") {
        _ = try buffer.bytes(count: count, at: offset)
      }
    }
    let bytes = try buffer.bytes(count: 64, at: 0)
    try Expect.that(bytes.allSatisfy { $0 == 7 }, "a transfer that was refused changed the buffer")
  }

  @Sendable
  private static func noBytes(_ target: ConformanceTarget) throws {
    let buffer = try target.device.allocate(byteCount: 64)
    for offset in [0, 32, 64] {
      try buffer.write([UInt8](), at: offset)
      _ = try buffer.bytes(count: 0, at: offset)
    }
  }

  @Sendable
  private static func writeCopies(_ target: ConformanceTarget) throws {
    let buffer = try target.device.allocate(byteCount: 1 << 16)
    var words = [UInt32](repeating: 0x1234_5678, count: 1 << 14)
    try buffer.write(words)
    // The source may change as soon as the call returned.
    for index in words.indices { words[index] = 0 }
    let got = try buffer.words(count: 1 << 14)
    try Expect.that(got.allSatisfy { $0 == 0x1234_5678 }, "a write took its bytes after it had returned")
  }

  @Sendable
  private static func apart(_ target: ConformanceTarget) throws {
    let buffers = try (0..<40).map { _ in try target.device.allocate(byteCount: 260) }
    for (index, buffer) in buffers.enumerated() { try buffer.write([UInt32](repeating: UInt32(index), count: 65)) }
    for (index, buffer) in buffers.enumerated() {
      let words = try buffer.words(count: 65)
      try Expect.that(words.allSatisfy { $0 == UInt32(index) }, "buffer \(index) of 40 holds what was written to another")
    }
  }

  @Sendable
  private static func order(_ target: ConformanceTarget) throws {
    let buffer = try target.device.allocate(byteCount: 4096)
    for round in 0..<20 {
      try buffer.write([UInt32](repeating: UInt32(round), count: 1024))
      try buffer.write([UInt32(round) + 100], at: 400)
      let words = try buffer.words(count: 1024)
      try Expect.that(
        words[100] == UInt32(round) + 100 && words[99] == UInt32(round) && words[101] == UInt32(round),
        "two writes to one place did not take effect in their order")
    }
  }

  /// A backend that cannot read while it works has waited, which comes to the same.
  @Sendable
  private static func underWay(_ target: ConformanceTarget) throws {
    let program = try ProgramBuilder.simple(on: target.device, count: 4099)
    let (compiled, buffer) = try program.compile(on: target.device)
    let (count, expected) = (program.words.count * 4, try program.words(on: target.reference))
    for _ in 0..<5 {
      try buffer.write(program.words)
      let before = try buffer.startRead(at: 0, byteCount: count)
      try compiled.run(program.scalars)
      let after = try buffer.startRead(at: 0, byteCount: count)
      let part = try buffer.startRead(at: 4, byteCount: 3)
      _ = try buffer.startRead(at: 0, byteCount: count)
      try buffer.write([UInt32](repeating: 0x7fc0_0000, count: program.words.count))
      // In another order than they were asked for.
      try program.expect(words(try after.bytes()), toEqual: expected, "a read that was finished after the next write")
      let start = words(try before.bytes())
      try Expect.that(start == program.words, "a read that was asked for before a run has what the run made")
      let bytes = (0..<3).map { UInt8(truncatingIfNeeded: program.words[1] >> (8 * $0)) }
      try Expect.that(try part.bytes() == bytes, "a read of 3 bytes at 4 has others")
    }
    for (offset, length) in [(count, 4), (count - 3, 4), (-4, 4), (Int.max - 2, 4)] {
      try Expect.error(.invalidArgument, from: "starting to read \(length) bytes at \(offset) of \(count)") {
        _ = try buffer.startRead(at: offset, byteCount: length)
      }
    }
    try Expect.reference(program, on: target, "after reads that were not finished")
  }

  /// Little-endian.
  private static func words(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count, by: 4).map { start in
      (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) }
    }
  }
}
