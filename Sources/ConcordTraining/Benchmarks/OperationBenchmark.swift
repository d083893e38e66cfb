import ConcordKit
import ConcordNumerics

/// The time of one operation on a device.
public enum OperationBenchmark {
  /// Runs `definition` alone, many times in a row as a step would, and synchronises after each row of runs, which takes a
  /// millisecond or more: an operation is never alone in a step, so waking the device is no part of its time.
  ///
  /// Numbers are drawn evenly from [-1, 1); integers, such as labels, are 0 and 1 in turn.
  /// - Parameters:
  ///   - definition: The operation with its attributes.
  ///   - inputs: Types of its inputs.
  ///   - device: Where it runs.
  ///   - seconds: How long to measure, at least.
  /// - Throws: What the operation or the device cannot do.
  public static func measure(
    _ definition: any OperationDefinition, inputs: [TensorType], on device: any Device, seconds: Double = 0.5
  ) throws -> Timing {
    var builder = ProgramBuilder()
    let tensors = inputs.enumerated().map { builder.tensor($0.element, values($0.element, $0.offset)) }
    let numbers = definition.scalars.map { builder.scalar($0, Float(0.5).bitPattern) }
    try builder.add(definition, tensors, scalars: numbers)
    _ = try device.tune(builder.program)
    let (compiled, scalars) = (try builder.compiled(on: device).compiled, builder.scalars)
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
