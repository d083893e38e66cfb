import ConcordGraph
import ConcordNN

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
}

extension Fit {
  /// What is asked about.
  public struct Subject {
    /// Of a batch; what ``FitQuestion/batch`` asks for.
    public var batchSize: Int
    /// The most samples that the device holds at once.
    public var microBatch: Int
    /// The side of square images, or nil for the model's own; the width, or nil for the model's own.
    public var model: (_ side: Int?, _ width: Int?) throws -> Model
    /// The sizes of the micro-batches that will run, of a batch and a micro-batch.
    public var microBatches: (_ batchSize: Int, _ microBatch: Int) -> Set<Int> = Candidate.parts

    /// `model` makes it for a side of the image and a width, each as it is where `nil`.
    public init(batchSize: Int, microBatch: Int, model: @escaping (_ side: Int?, _ width: Int?) throws -> Model) {
      self.batchSize = batchSize
      self.microBatch = microBatch
      self.model = model
    }
  }

  /// The largest batch and width, and side of an image, that are tried.
  public static let bounds: [FitQuestion: Int] = [.batch: 1 << 24, .image: 1 << 14, .width: 1 << 24]

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
    let parts = subject.microBatches(subject.batchSize, subject.microBatch)
    let own = question == .batch || question == .microBatch ? try subject.model(nil, nil) : nil
    return try plans.map { plan in
      try largest(upTo: min(bound, Self.bounds[question] ?? subject.batchSize), plan: plan) { number in
        switch question {
        case .batch:
          return own.map { Candidate($0, microBatches: subject.microBatches(number, number)) }
        case .microBatch:
          return own.map { Candidate($0, microBatches: subject.microBatches(subject.batchSize, number)) }
        case .width:
          return Candidate(try subject.model(nil, number), microBatches: parts)
        case .image:
          do {
            return Candidate(try subject.model(number, nil), microBatches: parts)
          } catch is GraphError {
            // The model cannot be built for images of this size.
            return nil
          }
        }
      }
    }
  }
}
