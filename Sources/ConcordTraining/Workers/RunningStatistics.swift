import ConcordGraph
import ConcordKit
import ConcordNN
import ConcordNumerics

/// The running statistics of a step whose micro-batches are on several devices: each device gives the statistics of its micro-batches, and
/// here they are averaged in the order of the micro-batches, by `batch_norm`'s own formula.
struct RunningStatistics {
  /// Of a micro-batch: the values of each statistic, in the order of ``TrainingGraph/statistics``.
  typealias Group = [[Float]]

  private(set) var values: Group
  private let statistics: [TrainingGraph.Statistic]

  init(_ values: Group, of statistics: [TrainingGraph.Statistic]) { (self.values, self.statistics) = (values, statistics) }

  /// running = fma(momentum, statistic, (1 − momentum) × running)
  mutating func average(_ group: Group) {
    for (number, statistic) in statistics.enumerated() {
      for place in values[number].indices {
        let old = statistic.momentumComplement * values[number][place]
        values[number][place] = old.addingProduct(statistic.momentum, group[number][place])
      }
    }
  }
}
