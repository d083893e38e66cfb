import ConcordKit

/// Programs of checks that are about calls.
extension ProgramBuilder {
  /// One whose outputs hold a pattern that no operation makes.
  static var poisoned: ProgramBuilder { ProgramBuilder(unwritten: Poison.first.rawValue) }

  /// This program with the workspace that a device declares, at the buffer's end.
  func prepared(for device: any Device) throws -> (program: Program, byteCount: Int) {
    let workspaces = try Support.workspace(of: program, on: device)
    for bytes in workspaces where bytes >= 1 << 30 { throw ConformanceFailure("declares a workspace of \(bytes) bytes") }
    return placing(workspaces: workspaces)
  }

  /// The program, ready on a device of its own buffer.
  func compile(on device: any Device) throws -> (compiled: any CompiledProgram, buffer: any DeviceBuffer) {
    let (program, byteCount) = try prepared(for: device)
    let buffer = try device.allocate(byteCount: byteCount)
    return (try device.compile(program, buffers: [buffer]), buffer)
  }

  /// What the tensors hold after so many runs.
  func words(on device: any Device, times: Int = 1) throws -> [UInt32] {
    let (compiled, buffer) = try compile(on: device)
    try buffer.write(words)
    for _ in 0..<times { try compiled.run(scalars) }
    return try buffer.words(count: words.count)
  }

  /// The same, wherever a device has its payloads of NaNs.
  func expect(_ got: [UInt32], toEqual expected: [UInt32], _ what: String = "") throws(ConformanceFailure) {
    for (index, tensor) in program.tensors.enumerated() {
      let (range, type) = (range(of: index), tensor.type.element)
      for place in range where Bits.canonical(got[place], type) != Bits.canonical(expected[place], type) {
        throw ConformanceFailure(
          "\(what): element \(place - range.lowerBound) of tensor \(index): got \(Bits.text(got[place], type)), "
            + "expected \(Bits.text(expected[place], type))")
      }
    }
  }
}
