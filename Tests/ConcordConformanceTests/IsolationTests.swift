import ConcordConformance
import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

/// Plugins that misbehave, in the worker processes that the built `concord` offers.
@Suite("Isolation", .enabled(if: CCompiler.path != nil && PluginFile.path("concord") != nil, "needs cc and the built concord"))
struct IsolationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func runner(_ behaviour: String, timeLimit: Double? = nil) throws -> ConformanceRunner {
    let plugin = folder.path("libHostile.so")
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/hostile.c").path
    try CCompiler.plugin(
      source, defining: ["BEHAVIOUR=\(behaviour)"], including: [CCompiler.root.appendingPathComponent("Plugins/Template").path],
      to: plugin)
    let command = WorkerCommand(executable: try #require(PluginFile.path("concord")), arguments: ["conformance-worker"])
    return ConformanceRunner(specifier: plugin, command: command, timeLimit: timeLimit)
  }

  /// The outcomes of the first cases of `activation`, each of which runs its program twice.
  private func outcomes(_ behaviour: String, count: Int = 12, timeLimit: Double? = nil) throws -> [ConformanceOutcome] {
    let runner = try runner(behaviour, timeLimit: timeLimit)
    // Empty tensors are not run on by everyone.
    let cases =
      ConformanceSuite.cases(modes: [.op], filter: CaseFilter("activation[function=relu,n=65,*"))
      + ConformanceSuite.cases(
        modes: [.op], filter: CaseFilter("activation[function=relu,n=4099,*"))
    return cases.prefix(count).map { runner.run($0).outcome }
  }

  /// Expects that the cases of these numbers, counted from 1, ended as `check` says and the others passed.
  private func expect(
    _ outcomes: [ConformanceOutcome], wrong: Set<Int>, sourceLocation: SourceLocation = #_sourceLocation,
    _ check: (ConformanceOutcome) -> Bool
  ) {
    for (index, outcome) in outcomes.enumerated() {
      let isRight = wrong.contains(index + 1) ? check(outcome) : outcome == .passed
      #expect(isRight, "case \(index + 1): \(outcome)", sourceLocation: sourceLocation)
    }
  }

  // The fifth run is the first of a process's third case; a new process starts to count anew.

  @Test(
    "a plugin that ends its process fails the case, with how it ended, and the others run",
    arguments: [
      ("CRASH", "signal 11"), ("EXIT", "exit status 7"), ("ABORT", "signal 6"), ("ABORT", "terminate called after throwing"),
    ])
  func crash(behaviour: String, words: String) throws {
    expect(try outcomes(behaviour), wrong: [3, 6, 9, 12]) { outcome in
      if case .crashed(let how) = outcome { how.contains(words) } else { false }
    }
  }

  @Test("a plugin that hangs is stopped when the time is over, and the others run")
  func hang() throws {
    expect(try outcomes("HANG", count: 7, timeLimit: 1), wrong: [3, 6]) { outcome in
      if case .timedOut = outcome { true } else { false }
    }
  }

  @Test("after three cases of an operation that hang no other of it is tried")
  func hangs() throws {
    let outcomes = try outcomes("HANG", count: 13, timeLimit: 0.3)
    expect(outcomes, wrong: [3, 6, 9, 10, 11, 12, 13]) { outcome in
      if case .timedOut = outcome { true } else { false }
    }
    #expect(outcomes[9] == .timedOut("not run, as 3 cases of activation took too long before it"))
  }

  @Test("a plugin that crashes when memory is released fails the case whose memory it was")
  func crashInRelease() throws {
    expect(try outcomes("CRASH_IN_RELEASE"), wrong: [5, 10]) { outcome in
      if case .crashed = outcome { true } else { false }
    }
  }

  @Test("a plugin that prints on standard output fails the case in which it did")
  func prints() throws {
    // Runs 5, 10, 15 and 20 of one process.
    expect(try outcomes("PRINT"), wrong: [3, 5, 8, 10]) { outcome in
      if case .failed(let why) = outcome {
        why.description.contains("standard output") && why.description.contains("hello from a plugin")
      } else {
        false
      }
    }
  }

  @Test("what comes on standard error is kept with its case")
  func complains() throws {
    let runner = try runner("COMPLAIN")
    let cases = ConformanceSuite.cases(modes: [.op], filter: CaseFilter("activation[function=relu,n=65,*"))
    let results = cases.prefix(4).map { runner.run($0) }
    #expect(results.map(\.complaints) == ["", "", "a race\n", ""])
    #expect(results.allSatisfy { $0.outcome == .passed })
  }

  @Test("a plugin that declares garbage for a workspace fails the case in which it did")
  func garbage() throws {
    expect(try outcomes("GARBAGE_WORKSPACE"), wrong: [5, 10]) { outcome in
      if case .failed(let why) = outcome { why.description.contains("declares a workspace") } else { false }
    }
  }

  @Test("a run that does nothing is found by what it left unwritten")
  func wrongBits() throws {
    // The second run of a case is not asked for when the first was wrong.
    expect(try outcomes("WRONG_BITS"), wrong: [3, 6, 9, 12]) { outcome in
      if case .failed(let why) = outcome { why.description.contains("was not written") } else { false }
    }
  }

  @Test("a plugin that crashes when its device is opened is an error that says so")
  func crashInOpen() throws {
    let runner = try runner("CRASH_IN_OPEN")
    let error = #expect(throws: BackendError.self) { try runner.start() }
    #expect(error?.code == .deviceLost)
    #expect(error?.message.contains("signal 11") == true)
  }

  @Test("a backend that is not there is an error, and so is a worker that does not start")
  func missing() throws {
    let path = try #require(PluginFile.path("concord"))
    let absent = ConformanceRunner(
      specifier: "/nowhere/lib.so", command: WorkerCommand(executable: path, arguments: ["conformance-worker"]))
    #expect(throws: BackendError.self) { try absent.start() }
    let noWorker = ConformanceRunner(
      specifier: "reference", command: WorkerCommand(executable: "/nowhere/concord", arguments: []))
    #expect(throws: BackendError.self) { try noWorker.start() }
  }

  @Test("operations that a plugin does not serve are unsupported, not passed; those that it serves pass")
  func unsupported() throws {
    let runner = ConformanceRunner(
      specifier: try #require(PluginFile.path(PluginFile.template)),
      command: WorkerCommand(executable: try #require(PluginFile.path("concord")), arguments: ["conformance-worker"]))
    for example in ConformanceSuite.cases(filter: CaseFilter("add[n=17*")) {
      guard case .unsupported = runner.run(example).outcome else {
        Issue.record("\(example.name) should be unsupported")
        continue
      }
    }
    for example in ConformanceSuite.cases(filter: CaseFilter("bias_add[x=3x7,*")) {
      #expect(runner.run(example).outcome == .passed)
    }
  }
}
