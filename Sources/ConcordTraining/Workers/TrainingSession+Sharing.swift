import ConcordGraph
import ConcordKit
import ConcordNN
import ConcordNumerics

/// What a session does of a step that it shares with others.
extension TrainingSession {
  /// What is summed over the shards that were folded last. Waits for it.
  func sums() throws -> PartialSums {
    PartialSums(try graph.sums.map { try deviceMemory.read($0, Float.self, count: graph.graph[$0].type.elementCount) })
  }

  /// The sums over a whole batch in place of those over shards.
  func write(_ sums: PartialSums) throws {
    for (values, tensor) in zip(sums.values, graph.sums) {
      try values.withUnsafeBytes { try deviceMemory.write($0, to: tensor) }
    }
  }

  /// Before a micro-batch: statistics are averaged into these, with the weight 1. −0 + x is x for every x.
  func clearStatistics() throws {
    for statistic in graph.statistics {
      let none = [Float](repeating: -0.0, count: graph.graph[statistic.tensor].type.elementCount)
      try none.withUnsafeBytes { try deviceMemory.write($0, to: statistic.tensor) }
    }
  }

  /// After a micro-batch, on their way.
  func startStatistics() throws -> [any PendingRead] { try graph.statistics.map { try deviceMemory.startRead($0.tensor) } }

  func statistics(_ reads: [any PendingRead]) throws -> RunningStatistics.Group {
    try zip(reads, graph.statistics).map { read, statistic in
      var values = [Float](repeating: 0, count: graph.graph[statistic.tensor].type.elementCount)
      try values.withUnsafeMutableBytes { try read.finish(into: $0) }
      return values
    }
  }

  /// The running statistics as they are. Waits for them.
  func statistics() throws -> RunningStatistics {
    RunningStatistics(
      try graph.statistics.map {
        try deviceMemory.read($0.tensor, Float.self, count: graph.graph[$0.tensor].type.elementCount)
      }, of: graph.statistics)
  }

  func write(_ statistics: RunningStatistics) throws {
    for (values, statistic) in zip(statistics.values, graph.statistics) {
      try values.withUnsafeBytes { try deviceMemory.write($0, to: statistic.tensor) }
    }
  }

  /// Parameters, state and the optimizer's state of another session of the same step.
  func take(from other: TrainingSession) throws { try restore(other.kept()) }
}
