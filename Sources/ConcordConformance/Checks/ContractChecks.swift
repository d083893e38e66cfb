/// The rules of the calls, whatever a backend computes.
enum ContractChecks {
  static func all() -> [ConformanceCase] {
    checks.map { name, body in ConformanceCase("contract[\(name)]", .contract, body) }
  }

  typealias Check = @Sendable (ConformanceTarget) throws -> Void

  private static let checks: [(String, Check)] =
    DeviceRules.checks + BufferRules.checks + ProgramRules.checks + RunRules.checks + LifetimeRules.checks
}
