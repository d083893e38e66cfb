import ConcordConformance

extension Mutation {
  /// The cases among which it is looked for: its operation's; without one, those of contract and fault, every sixteenth of all
  /// operations' and those on large tensors.
  package var cases: [ConformanceCase] {
    let operations = ConformanceSuite.cases(of: .op)
    if let operation { return operations.filter { $0.operation == operation } }
    let some = operations.enumerated().filter { $0.offset % 16 == 0 || $0.element.name.contains("n=262147") }.map(\.element)
    return ConformanceSuite.cases(modes: [.contract, .fault]) + some
  }
}

extension ConformanceTarget {
  /// The reference with a mistake, in this process.
  package convenience init(_ mutation: Mutation?) throws {
    let backend = MutantBackend(mutation)
    try self.init(backend: backend, index: 0, device: try backend.open(device: 0, options: [:]))
  }
}
