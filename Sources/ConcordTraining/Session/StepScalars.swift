import ConcordGraph
import ConcordKit
import ConcordNN

/// The run scalars of a step's programs: bit patterns in the order in which its graph declares them.
struct StepScalars {
  private let names: [String]
  private let optimizer: any Optimizer
  private let schedule: LearningRateSchedule
  private let seed: UInt64
  /// The places of the scales of losses, by output.
  private let lossScales: [Int]

  /// - Throws: A scalar that the graph takes and nobody gives, such as a misspelt one of an optimizer's.
  init(_ graph: TrainingGraph, _ optimizer: any Optimizer, _ schedule: LearningRateSchedule, seed: UInt64) throws(BackendError)
  {
    names = graph.graph.scalars.map(\.name)
    lossScales = graph.outputs.map(\.lossScale.id)
    self.optimizer = optimizer
    self.schedule = schedule
    self.seed = seed
    _ = try training(TrainingSession.Part(batchSize: 1, step: 1, firstSample: 0), graph.outputs.map { _ in 1 })
  }

  /// - Parameter weights: Of the whole batch's targets, by output.
  func training(_ part: TrainingSession.Part, _ weights: [Double]) throws(BackendError) -> [UInt32] {
    let given = optimizer.scalars(
      step: part.step, learningRate: optimizer.learningRate * schedule.factor(step: part.step))
    var values = given.mapValues(\.bitPattern)
    for (place, weight) in zip(lossScales, weights) { values[names[place]] = TargetWeight.scale(weight).bitPattern }
    values.merge(RandomScalars.values(seed: seed, step: part.step, firstSample: part.firstSample)) { $1 }
    return try names.map { name throws(BackendError) in
      if let value = values[name] { return value }
      throw BackendError(
        .invalidArgument,
        "the update of the optimizer '\(optimizer.name)' takes the run scalar '\(name)', and its scalars(step:learningRate:) "
          + "gives \(given.keys.sorted().joined(separator: ", ")); give it under the name that appendUpdate declares")
    }
  }

  /// The scale of the losses; of the others no operation of an evaluation takes one.
  var evaluation: [UInt32] { names.indices.map { lossScales.contains($0) ? Float(1).bitPattern : 0 } }
}
