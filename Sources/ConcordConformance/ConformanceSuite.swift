/// All cases, in the order in which they run: the cheap checks of the contract first.
package enum ConformanceSuite {
  package static func cases(of mode: ConformanceMode) -> [ConformanceCase] {
    switch mode {
    case .op: OperationCases.all()
    case .gradient: GradientChecks.all()
    case .step: StepChecks.all()
    case .memory: MemoryChecks.all()
    case .contract: ContractChecks.all()
    case .fault: FaultChecks.all()
    }
  }

  /// - Parameters:
  ///   - modes: Those that are wanted; all where empty.
  ///   - filter: nil: all cases of the modes.
  package static func cases(modes: [ConformanceMode] = [], filter: CaseFilter? = nil) -> [ConformanceCase] {
    let wanted: [ConformanceMode] = [.contract, .fault, .op, .gradient, .step, .memory].filter {
      modes.isEmpty || modes.contains($0)
    }
    let all = wanted.flatMap { cases(of: $0) }
    guard let filter else { return all }
    return all.filter { filter.matches($0.name) }
  }
}
