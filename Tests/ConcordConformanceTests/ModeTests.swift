import Testing

@testable import ConcordConformance
@testable import ConcordMutants

/// Modes beside `op`, on the reference and on mutants.
@Suite("Modes of the conformance suite")
struct ModeTests {
  private static func outcomes(_ pattern: String, _ mutation: Mutation?) throws -> [ConformanceOutcome] {
    let target = try ConformanceTarget(mutation)
    let cases = ConformanceSuite.cases(filter: CaseFilter(pattern))
    #expect(!cases.isEmpty, "\(pattern)")
    return cases.map { $0.outcome(on: target) }
  }

  @Test(
    "the reference passes gradients, steps and memory", arguments: ["gradient", "step[model=mlp,*", "memory[model=lenet5,*"])
  func passes(pattern: String) throws {
    for outcome in try Self.outcomes(pattern, nil) { #expect(outcome == .passed) }
  }

  @Test(
    "a mistake is found by whole steps, by gradients and by memory, not by single operations alone",
    arguments: [
      ("matmul-unfused", "step[model=mlp,optimizer=sgd,batch=4]"), ("adam-approximate-root", "step[model=mlp,optimizer=adam,*"),
      ("batch-sum-accumulate-ignored", "step[model=mlp,optimizer=sgd,batch=3x1]"),
      ("avg-pool-without-padding", "gradient[avg_pool2d]"), ("conv2d-first-group", "gradient[conv2d,groups]"),
      ("relu-gradient-at-zero", "gradient[activation,relu]"),
      ("absurd-workspace", "memory[model=mlp,optimizer=sgd,plan=retain,micro-batch=1]"),
    ])
  func caught(name: String, pattern: String) throws {
    let mutation = try #require(Mutation.all.first { $0.name == name })
    for outcome in try Self.outcomes(pattern, mutation) {
      guard case .failed = outcome else {
        Issue.record("\(outcome)")
        continue
      }
    }
  }
}
