import Concord

/// Memory plans by name.
enum PlanChoice {
  static func plan(named name: String) throws -> MemoryPlan {
    guard let plan = MemoryPlan(rawValue: name) else {
      let names = MemoryPlan.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandError("no memory plan is called '\(name)'; there are: \(names)")
    }
    return plan
  }
}
