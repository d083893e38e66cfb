import ConcordGraph

/// Operations of a step that always run together.
public enum StepSection: Hashable, Sendable {
  /// Forward and backward pass of a micro-batch. `continuing` adds to what the micro-batches before it left.
  case gradient(continuing: Bool)
  /// What follows a batch's last micro-batch: the uses of each parameter are added, then the optimizer updates all.
  case update
  /// An evaluation; `continuing` adds to the totals that are there.
  case evaluation(continuing: Bool)

  /// Every section that a program can be of.
  public static let all: [StepSection] = [
    .gradient(continuing: false), .gradient(continuing: true), .update, .evaluation(continuing: false),
    .evaluation(continuing: true),
  ]
}

/// What is run for one micro-batch.
public enum StepProgram: Hashable, Sendable {
  /// A micro-batch of `count` samples, which goes on from the one before and updates the parameters or not.
  case training(count: Int, continuing: Bool, updating: Bool)
  /// An evaluation of `count` samples.
  case evaluation(count: Int, continuing: Bool)

  /// The samples of the micro-batch.
  public var count: Int {
    switch self {
    case .training(let count, _, _), .evaluation(let count, _): count
    }
  }

  /// In the order in which they run.
  public var sections: [StepSection] {
    switch self {
    case .training(_, let continuing, let updating): [.gradient(continuing: continuing)] + (updating ? [.update] : [])
    case .evaluation(_, let continuing): [.evaluation(continuing: continuing)]
    }
  }
}

extension TrainingGraph {
  /// The operations of the section, in order.
  public func nodes(of section: StepSection) -> [Node] {
    switch section {
    case .gradient(let continuing): gradient(continuing: continuing)
    case .update: fold + update
    case .evaluation(let continuing): evaluation(continuing: continuing)
    }
  }
}
