import ConcordKit

/// A program whose operations are bound to their memory.
final class ReferenceProgram: CompiledProgram {
  private let steps: [ReferenceStep]
  /// The operations' names.
  private let names: [String]
  private let scalarCount: Int
  /// Kept, because the steps hold pointers into them.
  private let buffers: [ReferenceBuffer]

  init(_ program: Program, buffers: [ReferenceBuffer]) throws(BackendError) {
    try program.validate(bufferByteCounts: buffers.map(\.byteCount))
    let starts = buffers.map(\.start)
    var steps: [ReferenceStep] = []
    for (index, operation) in program.operations.enumerated() {
      let definition = try ReferenceOperations.definition(of: operation, at: index)
      steps.append(definition.bind(Operands(operation, of: program, buffers: starts)))
    }
    self.steps = steps
    names = program.operations.map(\.name)
    self.buffers = buffers
    scalarCount = program.scalars.count
  }

  func run(_ scalars: [UInt32]) throws(BackendError) {
    try check(scalars)
    for step in steps { step(RunScalars(values: scalars)) }
  }

  /// An operation is one launch. The clock starts with the run.
  func profile(_ scalars: [UInt32]) throws(BackendError) -> [LaunchRecord] {
    try check(scalars)
    let clock = ContinuousClock()
    let begin = clock.now
    func now() -> UInt64 {
      let (seconds, attoseconds) = (clock.now - begin).components
      return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
    var records: [LaunchRecord] = []
    for (operation, step) in steps.enumerated() {
      let start = now()
      step(RunScalars(values: scalars))
      records.append(LaunchRecord(operation: operation, name: names[operation], start: start, end: now()))
    }
    return records
  }

  private func check(_ scalars: [UInt32]) throws(BackendError) {
    guard scalars.count == scalarCount else {
      throw BackendError(.invalidArgument, "a program with \(scalarCount) scalars was run with \(scalars.count)")
    }
  }
}
