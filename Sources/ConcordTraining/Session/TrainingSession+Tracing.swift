import ConcordGraph
import ConcordKit

/// What a trace of a step asks of its session.
extension TrainingSession {
  /// A program whose places are the session's.
  func compile(_ program: Program) throws(BackendError) -> any CompiledProgram {
    try deviceMemory.ledger.compile(program, buffers: deviceMemory.buffers)
  }

  /// The bit patterns of a tensor's elements. Waits for them.
  func words(of tensor: Tensor, count: Int) throws -> [UInt32] { try deviceMemory.read(tensor, UInt32.self, count: count) }
}
