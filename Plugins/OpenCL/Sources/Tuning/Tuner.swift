import ConcordKit

/// Finds the fastest tile for each class of shapes in a program of which nothing is known, and remembers it.
///
/// A tile is tried on memory of its own, which is given back before the next. Small forms of the operation come first, whose every
/// output bit must be the definition's (``TunableOperation``). Then the operation itself is timed, and its bits must be those
/// that the other tiles give. What fails in any way is no choice.
struct Tuner {
  var device: OpenCLDevice

  /// Runs of each tile that are timed; the fastest counts.
  private static let runs = 5
  /// A tile that is not faster by so much than the present one may be so by chance.
  private static let gain = 0.97
  /// Operations of more multiply-adds would take long, and another size of the class will come.
  private static let largestWork = 1 << 36

  /// What was chosen now.
  func tune(_ program: Program) throws(BackendError) -> [TunedChoice] {
    var made: [TunedChoice] = []
    for (index, operation) in program.operations.enumerated() {
      guard let type = OpenCLOperations.byName[operation.name] as? any TunableOperation.Type,
        let definition = try? type.init(attributes: operation.attributes)
      else { continue }
      let choices = try device.tiles.openChoices { () throws(BackendError) in
        _ = try OpenCLOperations.plan(operation, at: index, of: program, on: device.traits)
      }
      let inputs = operation.inputs.map { program.tensors[$0].type }
      for choice in choices {
        let best = fastest(choice, of: definition, inputs)
        device.tiles.settle(choice.shape, on: best?.tile)
        guard let best else { continue }
        made.append(
          TunedChoice(
            operation: index, subject: choice.shape.description, choice: best.tile.options.joined(separator: " "),
            seconds: best.seconds))
      }
    }
    return made
  }

  private struct TimedTile {
    var tile: any Tile
    var seconds: Double
  }

  /// Nil where no tile could be tried.
  private func fastest(_ choice: OpenChoice, of definition: any TunableOperation, _ inputs: [TensorType]) -> TimedTile? {
    guard definition.multiplyAdds(for: inputs) <= Self.largestWork else { return nil }
    defer { device.tiles.trial = nil }
    var best: TimedTile?
    var bits: [UInt32]?
    for tile in choice.tiles {
      device.tiles.trial = (choice.shape.family, tile)
      do throws(BackendError) {
        try check(definition, inputs, rows: 130, columns: 130)
        let trial = try Trial(definition, inputs, on: device)
        try trial.run()
        // An output that is an input too changes with each run.
        let result = try trial.outputBits()
        guard bits ?? result == result else { throw Self.differs(from: "the other tiles'") }
        bits = result
        let seconds = try seconds(trial)
        if seconds < (best?.seconds ?? .infinity) * (best == nil ? 1 : Self.gain) {
          best = TimedTile(tile: tile, seconds: seconds)
        }
      } catch {
        BackendExporter.log(
          .warning, "tuning \(choice.shape): the tile \(tile.options.joined(separator: " ")) is left out: \(error.message)")
      }
    }
    return best
  }

  /// - Throws: Where an output bit is not what it must be.
  private func check(_ definition: any TunableOperation, _ inputs: [TensorType], rows: Int, columns: Int) throws(BackendError) {
    for (index, sample) in definition.samples(rows: rows, columns: columns, of: inputs).enumerated() {
      let trial = try Trial(sample.operation, sample.inputs, seed: UInt32(index + 1), on: device)
      try trial.run()
      let expected = sample.operation.expected(trial.inputs, sample.inputs.map(\.shape))
      guard try trial.outputBits() == expected.map({ $0.bitPattern }) else { throw Self.differs(from: "the definition's") }
    }
  }

  private static func differs(from what: String) -> BackendError {
    BackendError(.nonConforming, "its bits are not \(what)")
  }

  private func seconds(_ trial: Trial) throws(BackendError) -> Double {
    var best = Double.infinity
    let clock = ContinuousClock()
    for _ in 0..<Self.runs {
      let start = clock.now
      try trial.run()
      let (seconds, attoseconds) = (clock.now - start).components
      best = min(best, Double(seconds) + Double(attoseconds) * 1e-18)
    }
    return best
  }
}
