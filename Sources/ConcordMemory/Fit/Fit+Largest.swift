import ConcordGraph
import ConcordNN
import ConcordNumerics

extension Fit {
  /// What a number stands for when it is asked whether it fits.
  public struct Candidate: Sendable {
    /// What would be trained.
    public var model: Model
    /// The sizes of the micro-batches that will run.
    public var microBatches: Set<Int>
    /// What a batch is cut into.
    public var shards: Shards

    /// The model with the sizes of micro-batches that a step would have.
    public init(_ model: Model, microBatches: Set<Int>, shards: Shards = .one) {
      self.model = model
      self.microBatches = microBatches
      self.shards = shards
    }

    /// The largest size of micro-batch.
    public var largestMicroBatch: Int { microBatches.max() ?? 1 }

    /// The sizes of the parts of a batch in micro-batches of `microBatch`: that, and what remains.
    public static func parts(of batchSize: Int, microBatch: Int) -> Set<Int> {
      Set([min(microBatch, batchSize), batchSize % microBatch].filter { $0 > 0 })
    }

    /// The same where a batch is cut into shards, and micro-batches lie within them.
    public static func parts(of batchSize: Int, microBatch: Int, _ shards: Shards) -> Set<Int> {
      shards.sizes(ofBatch: batchSize).reduce(into: []) { $0.formUnion(parts(of: $1, microBatch: microBatch)) }
    }
  }

  /// What one plan makes possible.
  public struct Answer {
    /// The plan that it was asked for.
    public let plan: MemoryPlan
    /// The largest number that fits; nil where none does.
    public let largest: Int?
    /// What it stands for, or the first that can be built where none fits.
    public let candidate: Candidate?
    /// What it needs.
    public let prediction: MemoryPrediction
    /// What fits, ready for a session; nil where nothing does, or no device was asked.
    public let planned: PlannedStep?
    /// What stands against the next number, and what that one would take.
    public let obstacle: Obstacle
    /// What one more would need.
    public let beyond: MemoryPrediction
    /// Multiply-adds that the plan computes for one image.
    public let multiplyAddsPerImage: Int
  }

  /// The largest number up to `bound` whose candidate fits under a plan, while the candidate of the next does not.
  ///
  /// Under `retain` the sum grows with the number, so that nothing larger fits; a backend's workspace is taken not to shrink. Under
  /// other plans what tensors leave free between them may let a larger number fit where a smaller does not: there the 2 % beyond the
  /// boundary, at most 256 numbers, are all asked too.
  ///
  /// - Parameters:
  ///   - bound: The largest number that is looked at.
  ///   - plan: How activations share places.
  ///   - candidate: nil where a number stands for nothing that can be built: the next smaller is taken then.
  public func largest(
    upTo bound: Int, plan: MemoryPlan, _ candidate: (Int) throws -> Candidate?
  ) throws -> Answer {
    var asked: [Int: (prediction: MemoryPrediction, obstacle: Obstacle?)] = [:]
    // The largest of those that fit; the others' graphs and places are not kept.
    var largest: (number: Int, planned: PlannedStep)?
    func built(atMost number: Int) throws -> (number: Int, candidate: Candidate)? {
      for smaller in stride(from: number, to: 0, by: -1) {
        if let candidate = try candidate(smaller) { return (smaller, candidate) }
      }
      return nil
    }
    func ask(_ number: Int) throws -> (prediction: MemoryPrediction, obstacle: Obstacle?) {
      guard let (number, candidate) = try built(atMost: number) else { return (MemoryPrediction(), nil) }
      if let known = asked[number] { return known }
      let verdict = try verdict(candidate, plan: plan)
      if let planned = verdict.planned, number >= largest?.number ?? 0 { largest = (number, planned) }
      asked[number] = (verdict.prediction, verdict.obstacle)
      return (verdict.prediction, verdict.obstacle)
    }
    func fits(_ number: Int) throws -> Bool { try ask(number).obstacle == nil }

    let found = try Boundary.largest(upTo: bound, window: { plan == .retain ? 0 : min($0 / 50 + 1, 256) }, fits)
    let fitting = try found.flatMap { try built(atMost: $0) }
    let next = try ask(min((found ?? 0) + 1, bound))
    let shown = try fitting?.candidate ?? built(atMost: min((found ?? 0) + 1, bound))?.candidate
    return Answer(
      plan: plan, largest: fitting?.number, candidate: shown,
      prediction: try fitting.map { try ask($0.number).prediction } ?? next.prediction,
      planned: largest.flatMap { $0.number == fitting?.number ? $0.planned : nil },
      obstacle: next.obstacle ?? .bound, beyond: next.prediction,
      multiplyAddsPerImage: try shown.map {
        try multiplyAddsPerImage($0.model, microBatch: $0.largestMicroBatch, plan: plan)
      } ?? 0)
  }
}

extension [Fit.Answer] {
  /// Of those with an answer the largest; of these the one with the fewest multiply-adds.
  public var largest: Fit.Answer? {
    filter { $0.largest != nil }.min {
      (-($0.largest ?? 0), $0.multiplyAddsPerImage) < (-($1.largest ?? 0), $1.multiplyAddsPerImage)
    }
  }

  /// Of those with an answer the one with the fewest multiply-adds; of these the largest.
  public var fastest: Fit.Answer? {
    filter { $0.largest != nil }.min {
      ($0.multiplyAddsPerImage, -($0.largest ?? 0)) < ($1.multiplyAddsPerImage, -($1.largest ?? 0))
    }
  }
}
