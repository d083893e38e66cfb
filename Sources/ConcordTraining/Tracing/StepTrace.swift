import ConcordGraph
import ConcordKit
import ConcordNN

/// One micro-batch of a step or of an evaluation, made operation by operation in the session's own memory, so that all that each reads and writes can be
/// looked at under every memory plan. What is made so has the bits of any other.
final class StepTrace {
  /// Steps that were made when this one is; of an evaluation those that were made before it.
  let step: Int
  /// The place of its first sample in the batch, or in what is evaluated.
  let firstSample: Int
  let nodes: [Node]
  private let session: TrainingSession
  private let graph: Graph
  private let program: Program
  private let scalars: [UInt32]

  /// A micro-batch of a step. Its samples are on their way to the device when this returns.
  ///
  /// - Parameters: As of ``TrainingSession/train(inputs:targets:count:_:)``.
  convenience init(
    _ session: TrainingSession, inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], count: Int,
    _ part: TrainingSession.Part
  ) throws {
    try self.init(
      session, session.program(part, count: count), scalars: session.place(inputs, targets, count, part), step: Int(part.step),
      firstSample: part.firstSample)
  }

  /// A micro-batch of an evaluation after so many steps, likewise.
  convenience init(
    evaluating session: TrainingSession, inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], count: Int,
    step: Int, firstSample: Int
  ) throws {
    try self.init(
      session, .evaluation(count: count, continuing: firstSample > 0),
      scalars: session.placeEvaluated(inputs, targets, count, isFirst: firstSample == 0), step: step, firstSample: firstSample)
  }

  private init(_ session: TrainingSession, _ kind: StepProgram, scalars: [UInt32], step: Int, firstSample: Int) throws {
    let (graph, nodes) = try session.planned.nodes(of: kind)
    program = try session.planned.program(kind)
    (self.session, self.graph, self.nodes, self.scalars) = (session, graph.graph, nodes, scalars)
    (self.step, self.firstSample) = (step, firstSample)
  }

  /// What an operation reads, as it is now.
  func inputs(of index: Int) throws -> [TracedTensor] { try nodes[index].inputs.map(read) }

  /// What an operation writes, as it is now.
  func outputs(of index: Int) throws -> [TracedTensor] { try nodes[index].outputs.map(read) }

  /// The run scalars of an operation, in its order: bit patterns with their types.
  func scalars(of index: Int) -> [(type: ScalarType, word: UInt32)] {
    nodes[index].scalars.map { (program.scalars[$0.id], scalars[$0.id]) }
  }

  /// Makes one operation.
  func run(_ index: Int) throws {
    var operation = program.operations[index]
    var tensors: [ProgramTensor] = []
    var numbers: [Int: Int] = [:]
    func number(_ tensor: Int) -> Int {
      if let known = numbers[tensor] { return known }
      numbers[tensor] = tensors.count
      tensors.append(program.tensors[tensor])
      return tensors.count - 1
    }
    operation.inputs = operation.inputs.map(number)
    operation.outputs = operation.outputs.map(number)
    let alone = Program(tensors: tensors, operations: [operation], scalars: program.scalars)
    try session.compile(alone).run(scalars)
  }

  private func read(_ tensor: Tensor) throws -> TracedTensor {
    let record = graph[tensor]
    return TracedTensor(
      name: record.name, type: record.type, words: try session.words(of: tensor, count: record.type.elementCount))
  }
}
