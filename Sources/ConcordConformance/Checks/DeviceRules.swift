import ConcordKit

/// Listing, opening and describing devices.
enum DeviceRules {
  static let checks: [(String, ContractChecks.Check)] = [
    ("devices", devices), ("device-that-is-not-there", missing), ("unknown-option", unknownOption),
    ("conformance", conformance),
    ("caller-unchanged", caller), ("open-again", openAgain), ("synchronize-idle", { try $0.device.synchronize() }),
  ]

  @Sendable
  private static func devices(_ target: ConformanceTarget) throws {
    let (first, second) = (try target.backend.devices(), try target.backend.devices())
    try Expect.that(first == second, "the list of devices is another when it is asked for again")
    try Expect.that(first.indices.contains(target.index), "the open device \(target.index) is not among \(first.count) listed")
    for (index, info) in first.enumerated() {
      try Expect.that(!info.name.isEmpty, "device \(index) has no name")
      try Expect.that(info.maximumAllocationBytes ?? 1 > 0, "device \(index) can allocate nothing")
      try Expect.that(info.memoryBytes ?? 1 > 0, "device \(index) has no memory")
    }
    let listed = first[target.index]
    let open = target.device.info
    try Expect.that(
      listed.name == open.name && listed.memoryBytes == open.memoryBytes
        && listed.maximumAllocationBytes == open.maximumAllocationBytes,
      "the open device describes itself otherwise than the list does: \(open), listed as \(listed)")
    try Expect.that(!target.backend.name.isEmpty, "the backend has no name")
    try Expect.that(
      target.backend.name == target.backend.name.lowercased() && !target.backend.name.contains(" "),
      "the backend's name '\(target.backend.name)' is not one word in lower case")
  }

  @Sendable
  private static func missing(_ target: ConformanceTarget) throws {
    let count = try target.backend.devices().count
    for index in [count, count + 1, 1 << 20] {
      try Expect.error(.notFound, from: "opening device \(index) of \(count)") {
        _ = try target.backend.open(device: index, options: [:])
      }
    }
  }

  @Sendable
  private static func unknownOption(_ target: ConformanceTarget) throws {
    var options = target.options
    options["an-option-that-nobody-knows"] = "1"
    _ = try target.backend.open(device: target.index, options: options)
  }

  @Sendable
  private static func conformance(_ target: ConformanceTarget) throws {
    try Expect.that(
      target.device.info.conformance == .passed,
      "an open device says whether it computes the contract's bits; this one says '\(target.device.info.conformance)'")
  }

  @Sendable
  private static func openAgain(_ target: ConformanceTarget) throws {
    for _ in 0..<3 {
      let device = try target.openAgain()
      try Expect.that(device.info.name == target.device.info.name, "the same number opens another device")
      let program = try ProgramBuilder.simple(on: device)
      try program.expect(try program.words(on: device), toEqual: try program.words(on: target.reference), "opened again")
    }
  }

  /// Whatever a backend does to rounding, denormal numbers, signals and locale of the thread that calls it, it undoes. The host does so
  /// too, and remembers that it had to.
  @Sendable
  private static func caller(_ target: ConformanceTarget) throws {
    let device = try target.openAgain()
    let program = try ProgramBuilder.simple(on: device)
    let expected = try program.words(on: target.reference)
    let (compiled, buffer) = try program.compile(on: device)
    try buffer.write(program.words)
    try compiled.run(program.scalars)
    try device.synchronize()
    let read = try buffer.startRead(at: 0, byteCount: 4)
    try program.expect(try buffer.words(count: program.words.count), toEqual: expected, "a device opened again")
    _ = try read.bytes()
    var broken = program.program
    broken.operations[0].name = "frobnicate"
    try Expect.error(.unsupported, from: "an unknown operation") { _ = try device.workspace(for: broken) }
    let changes = try target.process.callerChanges()
    try Expect.that(
      changes.isEmpty,
      "calls leave the thread that makes them otherwise than they found it: \(changes.joined(separator: "; "))")
  }
}
