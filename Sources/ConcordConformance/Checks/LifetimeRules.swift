import ConcordKit

/// What goes back, and when.
enum LifetimeRules {
  static let checks: [(String, ContractChecks.Check)] = [
    ("buffers-go-back", buffersGoBack), ("programs-go-back", programsGoBack), ("release-before-done", releaseBeforeDone),
    ("device-outlived-by-buffer", outlived),
  ]

  private static let megabyte = 1 << 20

  /// Growth of the backend's process over `body`, in bytes.
  private static func growth(_ target: ConformanceTarget, _ body: () throws -> Void) throws -> Int {
    // The first rounds may fill pools that stay.
    try body()
    guard let before = try target.process.residentByteCount() else { return 0 }
    try body()
    guard let after = try target.process.residentByteCount() else { return 0 }
    return after - before
  }

  @Sendable
  private static func buffersGoBack(_ target: ConformanceTarget) throws {
    let (count, size) = (48, 4 * megabyte)
    let block = [UInt8](repeating: 1, count: size)
    let grown = try growth(target) {
      for _ in 0..<count {
        let buffer = try target.device.allocate(byteCount: size)
        try buffer.write(block, at: 0)
        try target.device.synchronize()
      }
    }
    try Expect.that(
      grown < count * size / 2,
      "\(count) buffers of \(size / megabyte) MiB were taken and released, and the process grew by \(grown / megabyte) MiB")
  }

  @Sendable
  private static func programsGoBack(_ target: ConformanceTarget) throws {
    let program = try ProgramBuilder.simple(on: target.device, count: 4 * megabyte / 4)
    let words = program.words
    let grown = try growth(target) {
      for _ in 0..<12 {
        let (compiled, buffer) = try program.compile(on: target.device)
        try buffer.write(words)
        try compiled.run(program.scalars)
        try target.device.synchronize()
      }
    }
    try Expect.that(
      grown < 48 * megabyte,
      "12 programs on buffers of 8 MiB were compiled, run and released, and the process grew by \(grown / megabyte) MiB")
  }

  @Sendable
  private static func releaseBeforeDone(_ target: ConformanceTarget) throws {
    let program = try ProgramBuilder.simple(on: target.device, count: 65_537)
    for _ in 0..<10 {
      let (compiled, buffer) = try program.compile(on: target.device)
      try buffer.write(program.words)
      for _ in 0..<5 { try compiled.run(program.scalars) }
      // Program and buffer are released while the device may still be at work.
    }
    try Expect.reference(program, on: target, "after programs were released while they ran")
  }

  @Sendable
  private static func outlived(_ target: ConformanceTarget) throws {
    var device: (any Device)? = try target.openAgain()
    guard let buffer = try device?.allocate(byteCount: 256) else { return }
    device = nil
    try buffer.write([1, 2, 3])
    let words = try buffer.words(count: 3)
    try Expect.that(words == [1, 2, 3], "a buffer does not work after the last other reference to its device is gone")
  }
}
