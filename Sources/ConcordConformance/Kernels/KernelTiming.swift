import ConcordKit

/// How long a kernel takes on a device, beside Concord's own for the same tensors and what the device could do at best.
package struct KernelTiming: Encodable, Sendable {
  /// Of the tensors: `f32[512, 512]`.
  package var inputs: [String]
  /// Seconds of the kernel, the least of several runs, by the device's own clock.
  package var seconds: Double
  /// Of what Concord's OpenCL backend launches for the operation.
  package var concordSeconds: Double
  /// What it would take at the device's peak: the longer of its multiply-adds and of reading and writing each tensor once.
  package var limitSeconds: Double

  /// Times a kernel, at the sizes of its description or else on its largest case.
  ///
  /// - Throws: What the device says; ``ConformanceFailure`` where the description's sizes give no tensors.
  package static func measure(_ cases: KernelCases, on runner: ConformanceRunner) throws -> KernelTiming {
    guard let device = runner.openDevice else { throw BackendError(.deviceLost, "the device does not open any more") }
    let (definition, types, fit) = try subject(cases)
    let program = try ProgramBuilder.ordinary(fit.own, types)
    let standard = try ProgramBuilder.ordinary(definition, types)
    let seconds = try least(program, on: device)
    let concordSeconds = try least(standard, on: device)
    let scratch = try device.allocate(byteCount: 48 << 20)
    let peak = try device.measurePeak(scratch: scratch)
    let bytes = (types + fit.own.outputs).reduce(0.0) { $0 + Double($1.byteCount) }
    return KernelTiming(
      inputs: types.map(\.description), seconds: seconds, concordSeconds: concordSeconds,
      limitSeconds: max(Double(definition.multiplyAdds(for: types)) / peak.multiplyAddsPerSecond, bytes / peak.bytesPerSecond))
  }

  private static func subject(_ cases: KernelCases) throws -> (any OperationDefinition, [TensorType], KernelFit) {
    let description = cases.description
    guard !description.timedSizes.isEmpty else {
      func bytes(_ example: OperationCase) -> Int { example.inputs.reduce(0) { $0 + $1.type.byteCount } }
      guard let largest = cases.all.max(by: { bytes($0.example) < bytes($1.example) }) else {
        throw ConformanceFailure("there is no case to time")
      }
      return (largest.example.definition, largest.example.inputs.map(\.type), largest.fit)
    }
    guard let model = cases.all.first else { throw ConformanceFailure("there is no case to time") }
    var types: [TensorType] = []
    for (pattern, input) in zip(description.inputs, model.example.inputs) {
      guard let shape = pattern.shape(description.timedSizes), TensorType(shape).elementCount <= 1 << 28 else {
        throw ConformanceFailure(
          "'\(description.path)': 'time' must give a size to every axis of \(pattern.name), and no tensor more than \(1 << 28) elements"
        )
      }
      types.append(TensorType(input.type.element, shape))
    }
    guard case .fits(let fit) = try description.fitting(model.example.definition, types, "time") else {
      throw ConformanceFailure("'\(description.path)': the sizes in 'time' are none that the kernel is for")
    }
    return (model.example.definition, types, fit)
  }

  private static let runs = 5

  private static func least(_ builder: ProgramBuilder, on device: any Device) throws -> Double {
    let (compiled, buffer) = try builder.compiled(on: device)
    _ = buffer
    try compiled.run(builder.scalars)
    var least = Double.infinity
    for _ in 0..<runs {
      let launches = try compiled.profile(builder.scalars)
      least = min(least, launches.reduce(0) { $0 + Double($1.end - $1.start) * 1e-9 })
    }
    return least
  }
}

extension ProgramBuilder {
  /// One operation on ordinary numbers.
  fileprivate static func ordinary(_ definition: any OperationDefinition, _ types: [TensorType]) throws -> ProgramBuilder {
    var builder = ProgramBuilder()
    var numbers = CaseNumbers("time")
    let inputs = types.map { type in
      builder.tensor(
        type,
        type.element == .float32
          ? ValueClass.normal.words(type.elementCount, &numbers) : Array(repeating: 0, count: type.elementCount))
    }
    let scalars = definition.scalars.map { builder.scalar($0, $0 == .float32 ? Float(0.1).bitPattern : 1) }
    try builder.add(definition, inputs, scalars: scalars)
    return builder
  }
}
