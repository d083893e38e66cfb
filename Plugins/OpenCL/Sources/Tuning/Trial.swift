import ConcordKit

/// One operation by itself, in memory of its own, to try a tile.
struct Trial {
  private let program: OpenCLProgram
  private let device: OpenCLDevice
  private let memory: OpenCLBuffer
  private let output: ProgramTensor
  /// What the inputs hold; an output in place of one starts from it.
  let inputs: [[Float]]

  /// With the tiles that the device takes now.
  ///
  /// - Parameter seed: Of the inputs' values.
  init(
    _ definition: any OpenCLOperation, _ types: [TensorType], seed: UInt32 = 1, on device: OpenCLDevice
  ) throws(BackendError) {
    var values = TrialValues(seed: seed)
    inputs = types.map { values.floats($0.elementCount) }
    var builder = ProgramBuilder()
    do throws(OperationError) {
      let tensors = zip(types, inputs).map { builder.tensor($0, $1.map { $0.bitPattern }) }
      let outputs = try builder.add(definition, tensors)
      output = builder.program.tensors[outputs[0]]
    } catch {
      throw BackendError(.invalidArgument, "trying a tile: \(error.message)")
    }
    let plan = try OpenCLOperations.plan(builder.program.operations[0], at: 0, of: builder.program, on: device.traits)
    let (program, byteCount) = builder.placing(workspaces: [plan.workspaceByteCount])
    memory = try OpenCLBuffer(byteCount: byteCount, on: device)
    try memory.write(builder.words)
    self.device = device
    self.program = try OpenCLProgram(program, buffers: [memory], on: device)
  }

  func run() throws(BackendError) {
    try program.run([])
    try device.synchronize()
  }

  func outputBits() throws(BackendError) -> [UInt32] {
    try memory.words(count: output.type.elementCount, at: output.place.offset)
  }
}

/// Numbers whose products differ in every bit, and now and then one whose products underflow, also to -0, or a zero of either sign.
/// They stay finite, so bits can be compared as they are.
private struct TrialValues {
  private var state: UInt32

  init(seed: UInt32) { state = seed &* 2_654_435_769 | 1 }

  mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }

  private mutating func next() -> Float {
    // Marsaglia's xorshift.
    state ^= state << 13
    state ^= state >> 17
    state ^= state << 5
    let value = Float(Int32(bitPattern: state) >> 7) * 0x1p-24
    switch state % 64 {
    case 0: return value < 0 ? -0.0 : 0
    case 1: return value * 0x1p-120
    default: return value
    }
  }
}
