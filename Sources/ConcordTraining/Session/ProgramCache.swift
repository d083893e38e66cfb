import ConcordKit

/// Programs of a planned step, each compiled when it is first run.
final class ProgramCache<Key: Hashable> {
  private struct Placed: Hashable {
    var key: Key
    var batchPlace: Int
  }

  private let memory: StepMemory
  private let program: (Key) throws(BackendError) -> Program
  private var compiled: [Placed: any CompiledProgram] = [:]

  /// - Parameter program: With all places, in buffers of `memory`.
  init(in memory: StepMemory, program: @escaping (Key) throws(BackendError) -> Program) {
    self.memory = memory
    self.program = program
  }

  /// - Parameter batchPlace: Of the micro-batch that it runs on.
  subscript(key: Key, batchPlace: Int = 0) -> any CompiledProgram {
    get throws(BackendError) {
      let placed = Placed(key: key, batchPlace: batchPlace)
      if let known = compiled[placed] { return known }
      let made = try memory.ledger.compile(try program(key), buffers: memory.places[batchPlace])
      compiled[placed] = made
      return made
    }
  }
}
