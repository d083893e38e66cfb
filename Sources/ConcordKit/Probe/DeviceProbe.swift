/// The host's own look at a device that was just opened: a few transfers and operations whose bits are known, in milliseconds. A
/// backend's word that it conforms is then not the only one. What the probe cannot show, `concord conformance` does.
public struct DeviceProbe: Sendable, Equatable {
  /// The operations that gave the known bits; those that the device does not serve are left out.
  public let operations: [String]

  private static let largestWorkspace = 1 << 30

  /// - Throws: `nonConforming` where a bit is another, with the place; otherwise what the device says.
  public init(_ device: any Device) throws(BackendError) {
    do throws(BackendError) {
      try Self.transfers(device)
      var served: [String] = []
      for example in ProbeCase.all where try Self.isRight(example, device) { served += example.operations }
      operations = served
    } catch {
      guard error.code != .nonConforming else { throw error }
      throw BackendError(error.code, "the host's probe failed: \(error.message)", operation: error.operation)
    }
  }

  private static func transfers(_ device: any Device) throws(BackendError) {
    let count = 1024
    let buffer = try device.allocate(byteCount: 4 * count)
    try expect(try buffer.words(count: count), [UInt32](repeating: 0, count: count), "new memory")
    let words = (0..<UInt32(count)).map { $0 &* 0x9e37_79b9 }
    try buffer.write(words)
    for _ in 0..<2 { try expect(try buffer.words(count: count), words, "what was written and read") }
    let late = try buffer.startRead(at: 0, byteCount: 4 * count).bytes()
    try expect(late.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }, words, "what was written and read under way")
  }

  /// - Returns: Whether it is served.
  private static func isRight(_ example: ProbeCase, _ device: any Device) throws(BackendError) -> Bool {
    let workspaces: [Int]
    do throws(BackendError) {
      workspaces = try device.declaredWorkspace(for: example.builder.program)
    } catch {
      guard error.code == .unsupported else { throw error }
      return false
    }
    for (operation, bytes) in zip(example.operations, workspaces) where bytes > largestWorkspace {
      throw BackendError(.internal, "\(operation) on a few numbers takes \(bytes) bytes of workspace")
    }
    let (program, byteCount) = example.builder.placing(workspaces: workspaces)
    let buffer = try device.allocate(byteCount: byteCount)
    let compiled = try device.compile(program, buffers: [buffer])
    // Twice, so that the second run is not what the first left.
    for _ in 0..<2 {
      try buffer.write(example.builder.words)
      try compiled.run(example.builder.scalars)
      try expect(try buffer.words(count: example.after.count), example.after, example.operations.joined(separator: " and "))
    }
    return true
  }

  private static func expect(_ got: [UInt32], _ expected: [UInt32], _ what: String) throws(BackendError) {
    guard let wrong = expected.indices.first(where: { got[$0] != expected[$0] }) else { return }
    func hex(_ word: UInt32) -> String {
      let digits = String(word, radix: 16)
      return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
    throw BackendError(
      .nonConforming,
      "the host's probe found \(hex(got[wrong])) where \(hex(expected[wrong])) is right (\(what), word \(wrong))")
  }
}
