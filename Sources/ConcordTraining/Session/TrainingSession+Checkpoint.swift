import ConcordData
import ConcordFiles
import ConcordKit
import ConcordNN
import ConcordRuns

extension TrainingSession {
  /// What the device holds now. Waits for it.
  func kept() throws -> KeptTensors {
    func tensors(_ parameters: [Parameter]) throws -> [Safetensors.Tensor] {
      try parameters.map { Safetensors.Tensor(name: $0.name, shape: $0.shape, values: try values(of: $0)) }
    }
    return KeptTensors(
      parameters: try tensors(parameters), state: try tensors(state),
      optimizer: try optimizerState().map { Safetensors.Tensor(name: $0.name, shape: $0.shape, values: $0.values) })
  }

  /// Goes on from a checkpoint, which must be exactly of this model and optimizer.
  ///
  /// - Parameters:
  ///   - checkpoint: What the session goes on from.
  ///   - path: Where it was read from, for messages.
  public func restore(_ checkpoint: Checkpoint, _ path: String) throws {
    guard checkpoint.optimizer == optimizer.name else {
      throw FileError(
        path,
        "is of a training with the optimizer '\(checkpoint.optimizer.printable(limit: 60))', and this one has '\(optimizer.name)'"
      )
    }
    guard checkpoint.shards == shards.count else {
      throw FileError(
        path,
        "is of a training with \(checkpoint.shards) shards a batch, and this one has \(shards.count), so that it would end in other bits"
      )
    }
    let expected = try optimizerState()
    let found = Dictionary(checkpoint.optimizerTensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    guard Set(found.keys) == Set(expected.map(\.name)), expected.allSatisfy({ found[$0.name]?.shape == $0.shape }) else {
      throw FileError(
        path,
        "does not hold what '\(optimizer.name)' keeps of the parameters of '\(model.name)'; bring model and checkpoint from one run"
      )
    }
    // Checked whole before the first is replaced.
    try load(Safetensors(checkpoint.tensors, metadata: [:]), path)
    try write(optimizerState: found.mapValues(\.values))
  }

  /// Goes back to what was read before.
  func restore(_ kept: KeptTensors) throws {
    for (parameter, tensor) in zip(parameters + state, kept.parameters + kept.state) { try write(tensor.values, to: parameter) }
    try write(optimizerState: Dictionary(kept.optimizer.map { ($0.name, $0.values) }) { first, _ in first })
  }

  /// What anybody who makes the same steps must arrive at.
  public func hashes(step: Int) throws -> HashRow { try kept().hashes(step: step) }
}
