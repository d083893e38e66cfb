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

  /// - Parameter candidate: What a micro-batch of so many images stands for.
  /// - Throws: Always, where `microBatch` does not fit under `plan`: one line, after the tables have been printed.
  static func check(
    _ fit: Fit, microBatch: Int, batchSize: Int, plan: MemoryPlan, json: Bool, _ candidate: (Int) throws -> Fit.Candidate
  ) throws {
    let wanted = try candidate(microBatch)
    let verdict = try fit.verdict(wanted.model, microBatches: wanted.microBatches, plan: plan)
    guard let obstacle = verdict.obstacle else { return }
    let answers = try answers(fit, plans: MemoryPlan.allCases, batchSize: batchSize, candidate)
    // The plan that was asked for where it can be kept.
    try refuse(
      fit, wanted, plan, obstacle, verdict.prediction, answers: answers,
      best: answers.first { $0.plan == plan && $0.largest != nil } ?? answers.fastest, json: json)
  }

  /// The plan and the micro-batch for a batch.
  ///
  /// - Parameter plan: nil: any.
  /// - Throws: As `check`, where nothing fits.
  static func largest(
    _ fit: Fit, batchSize: Int, plan: MemoryPlan?, json: Bool, _ candidate: (Int) throws -> Fit.Candidate
  ) throws -> (microBatch: Int, plan: MemoryPlan) {
    let answers = try answers(fit, plans: plan.map { [$0] } ?? MemoryPlan.allCases, batchSize: batchSize, candidate)
    if let best = answers.fastest, let largest = best.largest { return (largest, best.plan) }
    let last = answers[answers.count - 1]
    try refuse(
      fit, candidate(1), last.plan, last.obstacle, last.beyond, answers: answers, best: nil, json: json)
    return (1, last.plan)
  }

  private static func answers(
    _ fit: Fit, plans: [MemoryPlan], batchSize: Int, _ candidate: (Int) throws -> Fit.Candidate
  ) throws -> [Fit.Answer] {
    try plans.map { try fit.largest(upTo: batchSize, plan: $0, candidate) }
  }

  private static func refuse(
    _ fit: Fit, _ wanted: Fit.Candidate, _ plan: MemoryPlan, _ obstacle: Fit.Obstacle, _ prediction: MemoryPrediction,
    answers: [Fit.Answer], best: Fit.Answer?, json: Bool
  ) throws {
    let size = wanted.largestMicroBatch
    let limit = fit.describe(obstacle, prediction)
    let memory = MemoryReport(prediction, plan: plan)
    let plans = try FitReport.plans(answers, at: wanted, fit)
    var command: String?
    if let best, let largest = best.largest {
      let words = ShellText.replacing(
        [("--micro-batch", String(largest)), ("--plan", best.plan.rawValue)], in: Array(CommandLine.arguments.dropFirst()))
      command = ShellText.command(["concord"] + words)
    }
    if json {
      print(try ReportEncoder.encode(Report(limitedBy: limit, memory: memory, plans: plans, command: command)))
    } else {
      print(
        """
        \(wanted.model.name), \(fit.optimizer.name), micro-batches of \(size), plan \(plan.rawValue), would take
        \(memory.table)

        \(FitText.plans(plans, largest: "micro-batch"))
        """)
    }
    throw CommandError(
      "not enough device memory for '\(wanted.model.name)' in micro-batches of \(size) under the plan \(plan.rawValue): \(limit); "
        + (command.map { "this fits: \($0)" }
          ?? "no micro-batch fits under any plan: use a larger limit, another device or a smaller model"))
  }
}
