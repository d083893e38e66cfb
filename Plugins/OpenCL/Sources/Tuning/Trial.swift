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
    var program = Program()
    var byteCount = 0
    func place(_ type: TensorType) {
      program.tensors.append(ProgramTensor(type, at: Place(buffer: 0, offset: byteCount)))
      byteCount += MemoryAlignment.roundUp(type.byteCount)
    }
    types.forEach(place)
    do throws(OperationError) {
      for (index, type) in try definition.outputTypes(for: types).enumerated() {
        guard !definition.inPlace.contains(where: { $0.output == index }) else { continue }
        place(type)
      }
    } catch {
      throw BackendError(.invalidArgument, "trying a tile: \(error.message)")
    }
    let out = definition.inPlace.first?.input ?? types.count
    program.operations = [definition.on(inputs: Array(types.indices), outputs: [out])]
    let plan = try OpenCLOperations.plan(program.operations[0], at: 0, of: program, on: device.traits)
    var buffers = [try OpenCLBuffer(byteCount: max(byteCount, MemoryAlignment.bytes), on: device)]
    if plan.workspaceByteCount > 0 {
      program.operations[0].workspace = Workspace(at: Place(buffer: 1, offset: 0), byteCount: plan.workspaceByteCount)
      buffers.append(try OpenCLBuffer(byteCount: plan.workspaceByteCount, on: device))
    }
    var values = TrialValues(seed: seed)
    inputs = types.map { values.floats($0.elementCount) }
    let memory = buffers[0]
    self.device = device
    self.memory = memory
    output = program.tensors[out]
    for (tensor, values) in zip(program.tensors, inputs) {
      let outcome = values.withUnsafeBytes { bytes in
        Result<Void, BackendError> { () throws(BackendError) in try memory.write(bytes, at: tensor.place.offset) }
      }
      try outcome.get()
    }
    self.program = try OpenCLProgram(program, buffers: buffers, on: device)
  }

  func run() throws(BackendError) {
    try program.run([])
    try device.synchronize()
  }

  func outputBits() throws(BackendError) -> [UInt32] {
    var bits = [UInt32](repeating: 0, count: output.type.elementCount)
    let outcome = bits.withUnsafeMutableBytes { bytes in
      Result<Void, BackendError> { () throws(BackendError) in try memory.read(into: bytes, at: output.place.offset) }
    }
    try outcome.get()
    return bits
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
