import ConcordGraph
import ConcordNumerics

/// Operations of a step that always run together.
public enum StepSection: Hashable, Sendable {
  /// Forward and backward pass of a micro-batch. `continuing` adds to what the micro-batches before it left.
  case gradient(continuing: Bool)
  /// What follows a shard's last micro-batch: the uses of each parameter are added.
  case fold
  /// The shard's sums are kept, until the next shard's are there.
  case keepShard
  /// The sums kept at a level of the tree over the shards and those that came last are added: these are it afterwards, or where `keeping` those
  /// that are kept one level up.
  case joinShards(level: Int, keeping: Bool)
  /// What follows a batch's last micro-batch: the optimizer updates all.
  case update
  /// An evaluation; `continuing` adds to the totals that are there.
  case evaluation(continuing: Bool)

  /// Every section that a program can be of.
  ///
  /// - Parameter levels: Of the tree over the shards.
  static func all(levels: Int) -> [StepSection] {
    let joins = (0..<levels).flatMap { [joinShards(level: $0, keeping: false), joinShards(level: $0, keeping: true)] }
    return [.gradient(continuing: false), .gradient(continuing: true), .fold] + (levels > 0 ? [.keepShard] : []) + joins
      + [.update, .evaluation(continuing: false), .evaluation(continuing: true)]
  }
}

/// What is run for one micro-batch.
public enum StepProgram: Hashable, Sendable {
  /// A micro-batch of `count` samples, which goes on from the one before of its shard or not.
  case training(count: Int, continuing: Bool, ending: Ending?)
  /// The update alone; `count` is of a size that was planned.
  case update(count: Int)
  /// An evaluation of `count` samples.
  case evaluation(count: Int, continuing: Bool)

  /// What follows a shard's last micro-batch.
  public struct Ending: Hashable, Sendable {
    /// Where its sums go in the tree over the shards.
    public var shard: ShardEnd
    /// Whether the parameters are updated.
    public var updates: Bool

    /// With the place of the shard's sums, and whether an update follows.
    public init(_ shard: ShardEnd, updates: Bool) { (self.shard, self.updates) = (shard, updates) }

    fileprivate var sections: [StepSection] {
      var sections = [StepSection.fold]
      for level in shard.joins { sections.append(.joinShards(level: level, keeping: shard.keeps && level == shard.joins.last)) }
      if shard.keeps, shard.joins.isEmpty { sections.append(.keepShard) }
      return sections + (updates ? [.update] : [])
    }
  }

  /// The samples of the micro-batch.
  public var count: Int {
    switch self {
    case .training(let count, _, _), .update(let count), .evaluation(let count, _): count
    }
  }

  /// In the order in which they run.
  public var sections: [StepSection] {
    switch self {
    case .training(_, let continuing, let ending): [.gradient(continuing: continuing)] + (ending?.sections ?? [])
    case .update: [.update]
    case .evaluation(_, let continuing): [.evaluation(continuing: continuing)]
    }
  }
}

extension TrainingGraph {
  /// Every section with operations that a program can be of.
  public var sections: [StepSection] { StepSection.all(levels: keptSums.count).filter { !nodes(of: $0).isEmpty } }

  /// The operations of the section, in order.
  public func nodes(of section: StepSection) -> [Node] {
    switch section {
    case .gradient(let continuing): gradient(continuing: continuing)
    case .fold: fold
    case .keepShard, .joinShards: shardNodes(of: section)
    case .update: update
    case .evaluation(let continuing): evaluation(continuing: continuing)
    }
  }
}
