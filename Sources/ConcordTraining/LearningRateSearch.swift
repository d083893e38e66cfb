import ConcordData
import ConcordGraph
import ConcordNN

/// Tries learning rates: each step of a training has a rate the fourth root of 2 times that of the step before, and what the losses
/// do says which rates are of use.
///
/// Source: Smith, *Cyclical Learning Rates for Training Neural Networks* (2017), section 3.3.
package struct LearningRateSearch: Sendable {
  package struct Point: Sendable, Equatable, Encodable {
    package var rate: Double
    /// The mean loss of the step's batch, before the update by this rate.
    package var loss: Float
    /// The mean of all losses so far, each weighing less than the one after it.
    package var smoothedLoss: Double
  }

  package private(set) var points: [Point] = []
  /// Why no larger rate was tried; nil where the last one was.
  package private(set) var ending: String?

  /// What a loss weighs against the one after it.
  private static let share = 0.9
  /// How many times the least loss is the end.
  private static let limit = 4.0
  /// Steps whose losses say nothing yet.
  private static let settling = 5

  /// The rates from `first` to `last`. Roots are rounded once, so that they are the same everywhere.
  package static func rates(from first: Double, to last: Double) -> [Double] {
    let ratio = 2.0.squareRoot().squareRoot()
    return Array(sequence(first: first) { $0 * ratio }.prefix { $0 <= last })
  }

  /// Makes the steps.
  ///
  /// - Parameters:
  ///   - session: Its optimizer is a ``RampedOptimizer`` of the rates.
  ///   - report: Called after each step.
  package init(
    _ session: TrainingSession, _ dataset: Dataset, _ schedule: BatchSchedule, rates: [Double],
    report: (_ step: Int, _ loss: Float) -> Void = { _, _ in }
  ) throws {
    try dataset.check(for: session)
    let epochs = (rates.count - 1) / schedule.stepsPerEpoch + 1
    let loader = BatchLoader(dataset.train, schedule, epochs: 0..<epochs)
    var (mean, weight, least) = (0.0, 0.0, Double.infinity)
    while points.count < rates.count, let batch = try loader.next() {
      let step = points.count + 1
      try batch.withUnsafeBytes { inputs, targets in
        try session.train(
          inputs: inputs, targets: targets, count: batch.count, TrainingSession.Part(batch.microBatch, step: step))
      }
      guard batch.microBatch.isLast else { continue }
      let pending = try session.startLossTotal()
      let loss = TargetWeight.mean(try pending.total(), pending.weight)
      report(step, loss)
      guard loss.isFinite else {
        ending = "the loss of step \(step) is \(TrainingError.name(loss))"
        return
      }
      mean = Self.share * mean + (1 - Self.share) * Double(loss)
      weight = Self.share * weight + (1 - Self.share)
      points.append(Point(rate: rates[step - 1], loss: loss, smoothedLoss: mean / weight))
      least = min(least, mean / weight)
      if step > Self.settling, mean / weight > Self.limit * least {
        ending = "the loss is more than \(Int(Self.limit)) times its least"
        return
      }
    }
  }

  /// For a test of what is made of losses.
  init(_ points: [Point]) { self.points = points }

  /// The rate at which the smoothed loss falls most steeply over the logarithm of the rate, up to its least; nil where it never falls.
  package var suggestion: Double? {
    guard let least = points.indices.min(by: { points[$0].smoothedLoss < points[$1].smoothedLoss }),
      least > Self.settling
    else { return nil }
    // All rates are equally far apart, so differences are slopes.
    let steepest = (Self.settling..<least).min { fall(at: $0) < fall(at: $1) }
    guard let steepest, fall(at: steepest) < 0 else { return nil }
    return points[steepest].rate
  }

  private func fall(at index: Int) -> Double { points[index + 1].smoothedLoss - points[index - 1].smoothedLoss }
}

/// Another optimizer with a learning rate of its own for each step.
package struct RampedOptimizer: Optimizer {
  private let base: any Optimizer
  private let rates: [Double]

  /// - Parameter rates: Of the steps from the first on; at least one.
  package init(_ base: any Optimizer, rates: [Double]) {
    self.base = base
    self.rates = rates
  }

  package var name: String { base.name }
  package var learningRate: Double { rates[0] }
  package var hyperparameters: [String: Double] { base.hyperparameters }
  package var stateNames: [String] { base.stateNames }

  package func appendUpdate(
    of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
  ) throws(GraphError) {
    try base.appendUpdate(of: parameters, gradients: gradients, state: state, to: &graph)
  }

  package func scalars(step: UInt64, learningRate: Double) -> [String: Float] {
    base.scalars(step: step, learningRate: rates[min(Int(clamping: step), rates.count) - 1])
  }
}
