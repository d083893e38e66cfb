import ArgumentParser
import Concord

/// How activations share places.
struct PlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which memory plan: \(NamedChoice.plan.list). Default: retain; the fastest that fits with --micro-batch auto.",
      valueName: "name"),
    transform: NamedChoice.plan.parse)
  var plan: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With the plan checkpoint: activations keep to this, 64MiB or bytes, with as little computed again as that allows.",
      valueName: "size"),
    transform: PlanChoice.parseActivationBudget)
  var activationBudget: String?

  /// What flags or settings ask for; nil where neither does.
  func asked(_ settings: Settings) throws -> MemoryPlan? { try (plan ?? settings.plan).map(PlanChoice.plan) }

  /// Bytes, which only the plan `checkpoint` keeps to.
  func budget(_ settings: Settings, for plan: MemoryPlan) throws -> Int? {
    try PlanChoice.activationBudget(activationBudget ?? settings.activationBudget?.text, for: plan)
  }
}
