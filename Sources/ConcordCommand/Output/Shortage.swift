import Concord

/// What a user sees when a model does not fit: what it would take, what would fit, and the command that would run.
enum Shortage {
  private struct Report: Encodable {
    var fits = false
    var limitedBy: String
    var memory: MemoryReport
    var plans: [FitReport.Plan]
    var command: String?
  }

  /// - Parameters:
  ///   - asked: The plan that somebody asked for; nil where it is `retain` because nobody did.
  ///   - candidate: What a micro-batch of so many images stands for.
  /// - Returns: What fits, as it was planned, where the fit has a device.
  /// - Throws: Always, where `microBatch` does not fit under the plan: one line, after the tables have been printed.
  static func check(
    _ fit: Fit, microBatch: Int, batchSize: Int, plan asked: MemoryPlan?, json: Bool, _ candidate: (Int) throws -> Fit.Candidate
  ) throws -> PlannedStep? {
    let plan = asked ?? .retain
    let wanted = try candidate(microBatch)
    let verdict = try fit.verdict(wanted, plan: plan)
    guard let obstacle = verdict.obstacle else { return verdict.planned }
    // Only one plan keeps to an activation budget.
    let plans = fit.activationBudget == nil ? MemoryPlan.allCases : [plan]
    let answers = try answers(fit, plans: plans, batchSize: batchSize, candidate)
    // The plan that was asked for where it can be kept, else the best.
    let kept = answers.first { $0.plan == asked && $0.largest != nil }
    throw try refusal(
      fit, wanted, plan, obstacle, verdict.prediction, answers: answers, best: kept ?? answers.fastest, json: json, candidate)
  }

  /// The plan and the micro-batch for a batch, and in words why it is no larger.
  ///
  /// - Parameter plan: nil: any.
  /// - Throws: As `check`, where nothing fits.
  static func largest(
    _ fit: Fit, batchSize: Int, plan: MemoryPlan?, json: Bool, _ candidate: (Int) throws -> Fit.Candidate
  ) throws -> (microBatch: Int, plan: MemoryPlan, reason: String, planned: PlannedStep?) {
    let answers = try answers(fit, plans: plan.map { [$0] } ?? MemoryPlan.allCases, batchSize: batchSize, candidate)
    if let best = answers.fastest, let largest = best.largest {
      let kind = best.obstacle == .bound ? "the whole batch" : "the largest"
      return (largest, best.plan, "\(kind) \(fit.limit(best.obstacle))", best.planned)
    }
    let last = answers[answers.count - 1]
    throw try refusal(
      fit, candidate(1), last.plan, last.obstacle, last.beyond, answers: answers, best: nil, json: json, candidate)
  }

  private static func answers(
    _ fit: Fit, plans: [MemoryPlan], batchSize: Int, _ candidate: (Int) throws -> Fit.Candidate
  ) throws -> [Fit.Answer] {
    try plans.map { try fit.largest(upTo: batchSize, plan: $0, candidate) }
  }

  /// The error of what does not fit; the tables have been printed when it returns.
  private static func refusal(
    _ fit: Fit, _ wanted: Fit.Candidate, _ plan: MemoryPlan, _ obstacle: Fit.Obstacle, _ prediction: MemoryPrediction,
    answers: [Fit.Answer], best: Fit.Answer?, json: Bool, _ candidate: (Int) throws -> Fit.Candidate
  ) throws -> CommandError {
    let size = wanted.largestMicroBatch
    let limit = fit.describe(obstacle, prediction)
    let memory = MemoryReport(prediction, plan: plan)
    let plans = try FitReport.plans(answers, at: wanted, fit)
    var fits = best.flatMap { best in
      best.largest.map { OwnCommand.changed([("--micro-batch", String($0)), ("--plan", best.plan.rawValue)]) }
    }
    let problem: String
    var remedy = "this fits: "
    var showsTable = true
    if case .unsupported(let message) = obstacle {
      // No question of memory.
      return CommandError(
        "'\(wanted.model.name)' in micro-batches of \(wanted.largestMicroBatch) cannot be trained on this device: \(message); "
          + "choose another backend, model or micro-batch")
    }
    if case .activationBudget(let least) = obstacle {
      // The numbers are all in the line.
      showsTable = false
      problem =
        "the activation budget of \(fit.activationBudget ?? 0) bytes is too small for '\(wanted.model.name)' in micro-batches of \(size), "
        + "whose activations take at least \(least) bytes under the plan \(plan.rawValue)"
      if fits == nil, let least = try leastActivationBudget(fit, plan, candidate(1)) {
        remedy = "no micro-batch keeps to it, and the least budget that works is \(least) bytes: "
        fits = OwnCommand.changed([("--micro-batch", "1"), ("--activation-budget", String(least))])
      }
    } else {
      problem =
        "not enough device memory for '\(wanted.model.name)' in micro-batches of \(size) under the plan \(plan.rawValue): \(limit)"
    }
    if json {
      print(try ReportEncoder.encode(Report(limitedBy: limit, memory: memory, plans: plans, command: fits)))
    } else if showsTable {
      print(
        """
        \(Format.name(wanted.model.name)), \(fit.optimizer.name), micro-batches of \(size), plan \(plan.rawValue), would take
        \(memory.table)

        \(FitText.plans(plans, largest: "micro-batch"))
        """)
    }
    return CommandError(
      "\(problem); "
        + (fits.map { remedy + $0 }
          ?? "no micro-batch fits under any plan: use a larger limit, another device or a smaller model"))
  }

  /// What one image at a time needs, where that is all that stands against it.
  private static func leastActivationBudget(_ fit: Fit, _ plan: MemoryPlan, _ single: Fit.Candidate) throws -> Int? {
    let verdict = try fit.verdict(single, plan: plan)
    guard case .activationBudget(let least) = verdict.obstacle else { return nil }
    let relaxed = try fit.keeping(to: least).verdict(single, plan: plan)
    return relaxed.obstacle == nil ? least : nil
  }
}
