import Testing

@testable import ConcordConformance
@testable import ConcordMutants

@Suite("Mutations")
struct MutationTests {
  @Test("the suite catches a backend with one mistake", arguments: Mutation.all)
  func caught(mutation: Mutation) throws {
    let target = try ConformanceTarget(mutation)
    let first = mutation.cases.first { example in
      if case .failed = example.outcome(on: target) { true } else { false }
    }
    #expect(first != nil, "\(mutation.summary)")
  }

  @Test("there are at least 30 mutations, each with a name of its own")
  func count() {
    #expect(Mutation.all.count >= 30)
    #expect(Set(Mutation.all.map(\.name)).count == Mutation.all.count)
  }

  @Test("the same backend without a mistake passes")
  func noMistake() throws {
    let target = try ConformanceTarget(nil)
    let cases =
      ConformanceSuite.cases(modes: [.contract, .fault])
      + ConformanceSuite.cases(of: .op).enumerated()
      .filter { $0.offset % 40 == 0 }.map(\.element)
    for example in cases { #expect(example.outcome(on: target) == .passed, "\(example.name)") }
  }

  @Test("a mutation that changes nothing passes: its machinery is not what the suite catches")
  func noChange() throws {
    let target = try ConformanceTarget(Mutation("nothing", "nothing is wrong") { _ in })
    for example in ConformanceSuite.cases(of: .op).enumerated().filter({ $0.offset % 80 == 0 }).map(\.element) {
      #expect(example.outcome(on: target) == .passed, "\(example.name)")
    }
  }
}
