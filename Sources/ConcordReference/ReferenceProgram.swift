import ConcordKit

/// A program whose operations are bound to their memory.
final class ReferenceProgram: CompiledProgram {
  private let steps: [ReferenceStep]
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
    self.buffers = buffers
    scalarCount = program.scalars.count
  }

  func run(_ scalars: [UInt32]) throws(BackendError) {
    guard scalars.count == scalarCount else {
      throw BackendError(.invalidArgument, "a program with \(scalarCount) scalars was run with \(scalars.count)")
    }
    for step in steps { step(RunScalars(values: scalars)) }
  }
}
