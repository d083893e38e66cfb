import ConcordKit

/// One operation on tensors of its own, compared with the reference in every bit.
struct OperationCase: Sendable {
  let name: String
  let definition: any OperationDefinition
  let inputs: [CaseInput]
  let scalars: [UInt32]
  let values: ValueClass

  /// Runs it twice, on memory that holds other garbage each time.
  func run(on target: ConformanceTarget) throws {
    let arena = try CaseArena(self)
    let region = try arena.region(on: target.device)
    let buffer = try target.device.allocate(byteCount: region.byteCount)
    let compiled = try target.device.compile(arena.program(region), buffers: [buffer])
    let expected = try reference(arena, on: target.reference)
    for poison in Poison.allCases {
      let before = arena.contents(poison, region)
      let after = try run(compiled, buffer, before)
      do throws(ConformanceFailure) {
        try arena.checkUntouched(before: before, after: after, region)
        try arena.checkWritten(after, poison)
        try BitComparison.check(arena.outputs(of: after), against: expected, arena.outputTypes)
      } catch {
        throw poison == .first ? error : ConformanceFailure("the first run was right, but in the second \(error)")
      }
    }
  }

  private func reference(_ arena: CaseArena, on device: any Device) throws -> [[UInt32]] {
    let contents = arena.contents(.first, arena.plain)
    let buffer = try device.allocate(byteCount: arena.plain.byteCount)
    return arena.outputs(of: try run(device.compile(arena.program(arena.plain), buffers: [buffer]), buffer, contents))
  }

  private func run(
    _ compiled: any CompiledProgram, _ buffer: any DeviceBuffer, _ contents: [UInt32]
  ) throws -> [UInt32] {
    try buffer.write(contents)
    try compiled.run(scalars)
    return try buffer.words(count: contents.count)
  }
}
