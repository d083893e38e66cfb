import ConcordKit
import ConcordNumerics

/// The time of one operation on a device.
public enum OperationBenchmark {
  /// Runs `definition` alone on float32 inputs drawn evenly from [-1, 1), synchronised after each run.
  ///
  /// - Throws: What the operation or the device cannot do.
  public static func measure(
    _ definition: any OperationDefinition, inputs: [TensorType], on device: any Device
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
    let workspace = try device.workspace(for: program)[0]
    program.operations[0].workspace = Workspace(at: Place(buffer: 0, offset: byteCount), byteCount: workspace)
    let buffer = try device.allocate(byteCount: max(byteCount + workspace, MemoryAlignment.bytes))
    for (number, type) in inputs.enumerated() {
      var values = [Float](repeating: 0, count: type.elementCount)
      values.withUnsafeMutableBufferPointer {
        Philox(seed: 1).fillUniform($0, step: 0, stream: RandomStream(.initialisation, index: number))
      }
      for index in values.indices { values[index] = 2 * values[index] - 1 }
      try values.withUnsafeBytes { try buffer.write($0, at: program.tensors[number].place.offset) }
    }
    let compiled = try device.compile(program, buffers: [buffer])
    let scalars = [UInt32](repeating: Float(0.5).bitPattern, count: program.scalars.count)
    return try Timing {
      try compiled.run(scalars)
      try device.synchronize()
    }
  }
}
