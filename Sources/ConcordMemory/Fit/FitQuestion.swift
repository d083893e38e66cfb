import ConcordGraph
import ConcordNN
import ConcordNumerics

/// What can be asked of a budget.
public enum FitQuestion: String, Sendable, CaseIterable {
  /// The largest batch that is trained whole.
  case batch
  /// The plan and the largest micro-batch for a batch.
  case microBatch = "micro-batch"
  /// The side of the largest square images, with as many channels.
  case image
  /// The most hidden units, of a model that has such a number.
  case width
  /// The most tokens of a sequence, of a model that takes one.
  case length
}

extension Fit {
  /// What is asked about.
  public struct Subject {
    /// Of a batch; what ``FitQuestion/batch`` asks for.
    public var batchSize: Int
    /// The most samples that the device holds at once.
    public var microBatch: Int
    /// What a model is made for; nil for its own.
    public struct Sizes: Sendable, Hashable {
      /// Of square images.
      public var side: Int?
      /// Hidden units.
      public var width: Int?
      /// Tokens of a sequence.
      public var length: Int?

      /// The model's own, but for those that are given.
      public init(side: Int? = nil, width: Int? = nil, length: Int? = nil) {
        self.side = side
        self.width = width
        self.length = length
      }
    }

    /// Makes the model.
    public var model: (Sizes) throws -> Model
    /// How many shards a batch is cut into; a micro-batch is one at most.
    /// Not asked about with ``FitQuestion/batch``: of a larger batch the tree may be lower, so that sizes between would have to be tried.
    public var askedShards = 1
    /// The sizes of the micro-batches that will run, of a batch and a micro-batch.
    public var microBatches: (_ batchSize: Int, _ microBatch: Int) -> Set<Int> = Candidate.parts

    /// `model` makes it for sizes.
    public init(batchSize: Int, microBatch: Int, model: @escaping (Sizes) throws -> Model) {
      self.batchSize = batchSize
      self.microBatch = microBatch
      self.model = model
    }
  }

  /// The largest batch, width and length, and side of an image, that are tried.
  public static let bounds: [FitQuestion: Int] = [.batch: 1 << 24, .image: 1 << 14, .width: 1 << 24, .length: 1 << 24]

  /// The answer under each plan.
  ///
  /// - Parameters:
  ///   - question: What is asked for.
  ///   - subject: What it is asked of.
  ///   - plans: Each has an answer.
  ///   - bound: The largest number that is tried, where it is less than the question's own.
  public func answers(
    _ question: FitQuestion, _ subject: Subject, plans: [MemoryPlan], upTo bound: Int = .max
  ) throws -> [Answer] {
    let shards = Shards(subject.askedShards, ofBatch: subject.batchSize)
    let parts = subject.microBatches(subject.batchSize, min(subject.microBatch, shards.size))
    let own = question == .batch || question == .microBatch ? try subject.model(Subject.Sizes()) : nil
    return try plans.map { plan in
      try largest(upTo: min(bound, Self.bounds[question] ?? min(subject.batchSize, shards.size)), plan: plan) { number in
        switch question {
        case .batch:
          return own.map { Candidate($0, microBatches: subject.microBatches(number, number)) }
        case .microBatch:
          return own.map { Candidate($0, microBatches: subject.microBatches(subject.batchSize, number), shards: shards) }
        case .width:
          return Candidate(try subject.model(Subject.Sizes(width: number)), microBatches: parts, shards: shards)
        case .image, .length:
          do {
            let sizes = question == .image ? Subject.Sizes(side: number) : Subject.Sizes(length: number)
            return Candidate(try subject.model(sizes), microBatches: parts, shards: shards)
          } catch is GraphError {
            // The model cannot be built for images or sequences of this size.
            return nil
          }
        }
      }
    }
  }
}
