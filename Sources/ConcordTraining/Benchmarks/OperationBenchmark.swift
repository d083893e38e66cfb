import ConcordKit
import ConcordNumerics

/// The time of one operation on a device.
public enum OperationBenchmark {
  /// Runs `definition` alone, many times in a row as a step would, and synchronises after each row of runs, which takes a
  /// millisecond or more: an operation is never alone in a step, so waking the device is no part of its time.
  ///
  /// Numbers are drawn evenly from [-1, 1); integers, such as labels, are 0 and 1 in turn.
  /// - Parameter seconds: How long to measure, at least.
  /// - Throws: What the operation or the device cannot do.
  public static func measure(
    _ definition: any OperationDefinition, inputs: [TensorType], on device: any Device, seconds: Double = 0.5
  ) throws -> Timing {
    let outputs = try definition.outputTypes(for: inputs)
    var program = Program(scalars: definition.scalars)
    var byteCount = 0
    func append(_ type: TensorType) {
      program.tensors.append(ProgramTensor(type, at: Place(buffer: 0, offset: byteCount)))
      byteCount += MemoryAlignment.roundUp(type.byteCount)
    }
    inputs.forEach(append)
    let outputNumbers = outputs.indices.map { output in
      if let pair = definition.inPlace.first(where: { $0.output == output }) { return pair.input }
      append(outputs[output])
      return program.tensors.count - 1
    }
    program.operations = [
      definition.on(
        inputs: Array(inputs.indices), outputs: outputNumbers, scalars: Array(definition.scalars.indices))
    ]
    _ = try device.tune(program)
    let workspace = try device.declaredWorkspace(for: program)[0]
    program.operations[0].workspace = Workspace(at: Place(buffer: 0, offset: byteCount), byteCount: workspace)
    let buffer = try device.allocate(byteCount: max(byteCount + workspace, MemoryAlignment.bytes))
    for (number, type) in inputs.enumerated() {
      let values = values(type, number)
      try values.withUnsafeBytes { try buffer.write($0, at: program.tensors[number].place.offset) }
    }
    let compiled = try device.compile(program, buffers: [buffer])
    let scalars = [UInt32](repeating: Float(0.5).bitPattern, count: program.scalars.count)
    func run(times: Int) throws {
      for _ in 0..<times { try compiled.run(scalars) }
      try device.synchronize()
    }
    let alone = try Timing(atLeast: 3, seconds: 0) { try run(times: 1) }
    let group = max(1, min(100, Int((1 / max(alone.median, 0.001)).rounded(.up))))
    return try Timing(seconds: seconds, group: group) { try run(times: group) }
  }

  /// The elements' bits.
  private static func values(_ type: TensorType, _ number: Int) -> [UInt32] {
    guard type.element == .float32 else { return (0..<type.elementCount).map { UInt32($0 % 2) } }
    var values = [Float](repeating: 0, count: type.elementCount)
    values.withUnsafeMutableBufferPointer {
      Philox(seed: 1).fillUniform($0, step: 0, stream: RandomStream(.initialisation, index: number))
    }
    return values.map { (2 * $0 - 1).bitPattern }
  }
}
