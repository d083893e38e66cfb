import ConcordConformance

extension Mutation {
  /// The cases that may catch it.
  public var cases: [ConformanceCase] {
    let all = ConformanceSuite.cases(modes: [.contract, .fault, .op])
    guard let operation else { return all }
    return all.filter { $0.operation == operation }
  }
}

extension ConformanceTarget {
  /// The reference with a mistake, in this process.
  public convenience init(_ mutation: Mutation?) throws {
    let backend = MutantBackend(mutation)
    try self.init(backend: backend, index: 0, device: try backend.open(device: 0, options: [:]))
  }
}
