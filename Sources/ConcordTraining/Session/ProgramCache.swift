import ConcordKit

/// Programs of a planned step, each compiled when it is first run.
final class ProgramCache<Key: Hashable> {
  private let ledger: Ledger
  private let buffers: [LedgerBuffer]
  private let program: (Key) throws(BackendError) -> Program
  private var compiled: [Key: any CompiledProgram] = [:]

  /// - Parameter program: With all places, in buffers of `memory`.
  init(in memory: StepMemory, program: @escaping (Key) throws(BackendError) -> Program) {
    ledger = memory.ledger
    buffers = memory.buffers
    self.program = program
  }

  subscript(key: Key) -> any CompiledProgram {
    get throws(BackendError) {
      if let known = compiled[key] { return known }
      let made = try ledger.compile(try program(key), buffers: buffers)
      compiled[key] = made
      return made
    }
  }
}
