import Concord

/// Memory plans by name.
enum PlanChoice {
  static func plan(named name: String) throws -> MemoryPlan {
    guard let plan = MemoryPlan(rawValue: name) else {
      throw CommandError("--plan: no memory plan is called '\(name)'; there are: \(NamedChoice.plan.list)")
    }
    return plan
  }

  /// A size such as `64MiB` as a flag's value.
  static func parseActivationBudget(_ text: String) throws -> String {
    _ = try ByteCount(parsing: text)
    return text
  }

  /// The budget of a plan, in bytes, from a size such as `64MiB`.
  static func activationBudget(_ text: String?, for plan: MemoryPlan) throws -> Int? {
    guard let text else { return nil }
    guard plan == .checkpoint else {
      throw CommandError(
        "an activation budget needs the plan checkpoint, which keeps to it, but the plan is \(plan.rawValue); "
          + "add --plan checkpoint or leave out --activation-budget")
    }
    return try FlagMistake.naming("--activation-budget") { try ByteCount(parsing: text).bytes }
  }
}
