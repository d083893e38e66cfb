import ConcordGraph
import ConcordKit
import ConcordNN

/// What training and evaluation of a model read and write.
struct StepTapes {
  var training: MemoryTape
  let evaluation: MemoryTape

  init(_ model: Model, loss: any OutputLosses) throws(GraphError) {
    training = try Self.tape(.training, model, loss)
    evaluation = try Self.tape(.evaluation, model, loss)
  }

  /// The layers that have no formula: of these the tapes know parameters and outputs alone.
  var derivedLayers: [String] { training.layers.filter(\.isDerived).map(\.name) }

  private static func tape(_ phase: Phase, _ model: Model, _ loss: any OutputLosses) throws(GraphError) -> MemoryTape {
    var tape = MemoryTape(phase)
    let inputs = model.inputs.map { tape.input($0.shape, $0.element) }
    let outputs = try tape.apply(model.layers, to: inputs, named: model.inputs.map(\.name), giving: model.outputNames)
    try tape.apply(loss, of: model.outputs.map(\.name), outputs: outputs)
    if phase == .training { tape.recordBackward() }
    tape.fuse()
    tape.countActivations()
    return tape
  }

  /// Lets the backward pass compute again what a plan says.
  ///
  /// - Throws: Where no segments keep to the budget.
  mutating func checkpoint(activationBudget: Int?, samples: Int, maximumAllocation: Int) throws(GraphError) {
    let unitCount = max(training.units.count, 1)
    guard let activationBudget else {
      let root = (1...unitCount).first { $0 * $0 >= unitCount } ?? 1
      training = training.recomputing(training.cuts(segments: root, samples: samples))
      return
    }
    var least = Int.max
    for count in 1...unitCount {
      let (tapes, byteCount) = segmented(count, samples: samples, maximumAllocation: maximumAllocation)
      if byteCount <= activationBudget {
        self = tapes
        return
      }
      least = min(least, byteCount)
    }
    throw ActivationBudget.error(activationBudget, least: least, microBatch: samples)
  }

  /// The fewest bytes that the arenas of activations take in any number of segments.
  func leastArenaBytes(samples: Int, maximumAllocation: Int) -> Int {
    (1...max(training.units.count, 1)).reduce(Int.max) {
      min($0, segmented($1, samples: samples, maximumAllocation: maximumAllocation).byteCount)
    }
  }

  private func segmented(_ count: Int, samples: Int, maximumAllocation: Int) -> (tapes: StepTapes, byteCount: Int) {
    var tapes = self
    tapes.training = training.recomputing(training.cuts(segments: count, samples: samples))
    return (tapes, tapes.arenas(samples: samples, maximumAllocation: maximumAllocation).reduce(0) { $0 + $1.byteCount })
  }

  /// The arenas of activations where places are shared: of both phases over each other, the larger.
  func arenas(samples: Int, maximumAllocation: Int) -> [(byteCount: Int, filled: Int)] {
    let phases = [training, evaluation].map {
      TapePacking($0.blocks(samples: samples), maximumAllocation: maximumAllocation).arenas
    }
    return (0..<max(phases[0].count, phases[1].count)).map { number in
      let arenas = phases.filter { number < $0.count }.map { $0[number] }
      return arenas.dropFirst().reduce(arenas[0]) { $1.byteCount > $0.byteCount ? $1 : $0 }
    }
  }
}
