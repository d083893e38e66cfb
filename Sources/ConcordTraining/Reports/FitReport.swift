import ConcordGraph
import ConcordKit
import ConcordMemory
import ConcordNN

/// What fits, as one JSON object: the answer, what limits it, and every plan side by side.
public struct FitReport: Codable, Sendable, Equatable {
  /// Something that can be trained within the budget.
  public struct Setting: Codable, Sendable, Equatable {
    /// The plan's name.
    public var plan: String
    /// Samples of a step.
    public var batchSize: Int
    /// Samples that the device holds at once.
    public var microBatch: Int
    /// Of the model's first input: [C, H, W] for images.
    public var imageShape: [Int]
    /// Hidden units, where that was asked.
    public var width: Int?
  }

  /// One plan beside the others.
  public struct Plan: Codable, Sendable, Equatable {
    /// The plan's name.
    public var plan: String
    /// The largest number that fits under it; left out where none does.
    public var largest: Int?
    /// Of the answer's setting under this plan, whether it fits so or not.
    public var bytes: Int
    /// Bytes of activations.
    public var activationBytes: Int
    /// For each image, forward and backward, and the share that `retain` would not need.
    public var multiplyAddsPerImage: Int
    /// What is computed twice, as a share of all multiply-adds.
    public var extraMultiplyAdds: Double
  }

  /// What may be asked for.
  public struct Budget: Codable, Sendable, Equatable {
    /// Bytes in all.
    public var bytes: Int
    /// The most bytes of one allocation, where there is a limit.
    public var singleAllocation: Int?
    /// Where the numbers come from.
    public var origin: String
  }

  /// What was asked.
  public var question: String
  /// The model's name.
  public var model: String
  /// The optimizer's name.
  public var optimizer: String
  /// What may be asked for.
  public var budget: Budget
  /// The number that was asked for; left out where nothing fits.
  public var largest: Int?
  /// The answer, where something fits.
  public var setting: Setting?
  /// In words, of the next larger number.
  public var limitedBy: String
  /// The category that takes most of it.
  public var limitingCategory: String?
  /// Of the setting, or of the smallest where nothing fits.
  public var memory: MemoryReport
  /// What each plan needs.
  public var plans: [Plan]
  /// Of the data set, on this machine or as its download would bring them.
  public var trainingImages: Int?
  /// What trains so, with no more images than the data set has, where something fits; left out for images of another size and for sequences.
  public var command: String?

  /// - Parameters:
  ///   - question: What was asked for.
  ///   - subject: What it was asked of.
  ///   - fit: What answered.
  ///   - answers: One for each plan.
  ///   - best: The one to report; the first where none fits.
  public init(
    _ question: FitQuestion, _ subject: Fit.Subject, _ fit: Fit, answers: [Fit.Answer], best: Fit.Answer?
  ) throws {
    let shown = best ?? answers[0]
    self.question = question.rawValue
    optimizer = fit.optimizer.name
    budget = Budget(bytes: fit.budget.total, singleAllocation: fit.budget.singleAllocation, origin: fit.budget.origin)
    largest = best?.largest
    limitedBy = fit.describe(shown.obstacle, shown.beyond)
    limitingCategory =
      if case .singleAllocation(let category, _, _) = shown.obstacle { category.rawValue } else {
        shown.beyond.largest?.rawValue
      }
    memory = MemoryReport(shown.prediction, plan: shown.plan)
    model = shown.candidate?.model.name ?? ""
    plans = try shown.candidate.map { try Self.plans(answers, at: $0, fit) } ?? []
    guard let best, let number = best.largest, let candidate = best.candidate else { return }
    setting = Setting(
      plan: best.plan.rawValue, batchSize: question == .batch ? number : subject.batchSize,
      microBatch: candidate.largestMicroBatch, imageShape: candidate.model.inputShape, width: question == .width ? number : nil)
  }

  /// What `candidate` takes under the plan of each answer.
  public static func plans(_ answers: [Fit.Answer], at candidate: Fit.Candidate, _ fit: Fit) throws -> [Plan] {
    let size = candidate.largestMicroBatch
    let least = try fit.multiplyAddsPerImage(candidate.model, microBatch: size, plan: .retain)
    return try answers.map { answer in
      let needed = try fit.verdict(candidate, plan: answer.plan).prediction
      let work = try fit.multiplyAddsPerImage(candidate.model, microBatch: size, plan: answer.plan)
      return Plan(
        plan: answer.plan.rawValue, largest: answer.largest, bytes: needed.total, activationBytes: needed[.activations],
        multiplyAddsPerImage: work, extraMultiplyAdds: Double(work - least) / Double(max(least, 1)))
    }
  }
}
