import ConcordGraph
import ConcordKit

/// The graphs of a step, one for each size of its micro-batches: the same operations on fewer samples, so that all of them run in the
/// places of the largest.
public struct StepGraphs: Sendable {
  /// What is trained, and how.
  public let step: StepDescription
  /// The device's largest single allocation; nil where there is no limit.
  public let maximumAllocation: Int?
  /// The graph of the largest micro-batch.
  public let largest: TrainingGraph
  private let bySize: [Int: TrainingGraph]

  /// - Throws: Shapes that cannot be; a budget of activations that nothing keeps to.
  public init(_ step: StepDescription, maximumAllocation: Int?) throws(GraphError) {
    let largest = try TrainingGraph.planned(step, maximumAllocation: maximumAllocation)
    var bySize = [step.microBatch: largest]
    for size in step.microBatchSizes where size != step.microBatch {
      bySize[size] = try TrainingGraph(
        step, samples: size, maximumAllocation: maximumAllocation, checkpoints: .cuts(largest.cuts))
    }
    self.step = step
    self.maximumAllocation = maximumAllocation
    self.largest = largest
    self.bySize = bySize
  }

  /// Ascending.
  public var sizes: [Int] { bySize.keys.sorted() }

  /// The graph for micro-batches of so many samples, where there is one.
  public subscript(size: Int) -> TrainingGraph? { bySize[size] }

  /// A place for every tensor, for all sizes.
  ///
  /// - Throws: `outOfMemory` where one tensor, or one span, is larger than the largest single allocation.
  public func layout() throws(BackendError) -> ArenaLayout {
    try Planner.layout(largest.graph, plan: step.plan, maximumAllocation: maximumAllocation)
  }
}
