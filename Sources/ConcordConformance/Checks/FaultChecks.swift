import ConcordKit

/// Requests that no device can serve: each an error, after which the device works.
enum FaultChecks {
  static func all() -> [ConformanceCase] {
    checks.map { name, body in ConformanceCase("fault[\(name)]", .fault, body) }
  }

  private static let checks: [(String, ContractChecks.Check)] = [
    ("allocation-beyond-limit", beyondLimit), ("allocation-beyond-memory", beyondMemory), ("allocation-absurd", absurd),
    ("allocation-again-and-again", repeatedly), ("failed-compile-leaves-nothing", failedCompile),
  ]

  private static func refused(_ byteCount: Int, _ target: ConformanceTarget) throws {
    try Expect.error(.outOfMemory, .invalidArgument, from: "a buffer of \(byteCount) bytes") {
      let buffer = try target.device.allocate(byteCount: byteCount)
      // A driver may find out at the first use.
      try buffer.write([UInt32(1)], at: byteCount / 4 * 4 - 4)
      try target.device.synchronize()
    }
    try Expect.reference(try ProgramBuilder.simple(on: target.device), on: target, "after memory could not be had")
  }

  @Sendable
  private static func beyondLimit(_ target: ConformanceTarget) throws {
    // Where there is no limit, "beyond memory" is the case.
    guard let limit = target.device.info.maximumAllocationBytes, limit < Int.max / 2 else { return }
    try refused(limit + 256, target)
    try refused(limit * 2, target)
  }

  @Sendable
  private static func beyondMemory(_ target: ConformanceTarget) throws {
    guard let memory = target.device.info.memoryBytes, memory < Int.max / 4 else { return }
    try refused(memory * 2, target)
  }

  @Sendable
  private static func absurd(_ target: ConformanceTarget) throws {
    for byteCount in [1 << 46, 1 << 60, Int.max / 256 * 256] { try refused(byteCount, target) }
  }

  @Sendable
  private static func repeatedly(_ target: ConformanceTarget) throws {
    for _ in 0..<50 {
      try Expect.error(.outOfMemory, .invalidArgument, from: "a buffer of 2⁶⁰ bytes") {
        _ = try target.device.allocate(byteCount: 1 << 60)
      }
    }
    try Expect.reference(try ProgramBuilder.simple(on: target.device), on: target, "after 50 refusals")
  }

  @Sendable
  private static func failedCompile(_ target: ConformanceTarget) throws {
    let simple = try ProgramBuilder.simple(on: target.device)
    var (program, byteCount) = try simple.prepared(for: target.device)
    let buffer = try target.device.allocate(byteCount: byteCount)
    try buffer.write(simple.words)
    program.operations.append(program.operations[0])
    program.operations[1].name = "frobnicate"
    for _ in 0..<50 {
      try Expect.error(.unsupported, from: "a program with an unknown second operation") {
        _ = try target.device.compile(program, buffers: [buffer])
      }
    }
    let words = try buffer.words(count: simple.words.count)
    try Expect.that(words == simple.words, "a program that did not compile changed its buffer")
    try Expect.reference(simple, on: target, "after 50 programs that did not compile")
  }
}
