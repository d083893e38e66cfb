import Concord
import ConcordTestSupport
import Testing

@Suite("Backends give one hash")
struct BackendEqualityTests {
  private static let reference = Result { try TrainingRun(steps: 20, data: Samples.digits()).hash }

  /// The first device of the OpenCL plugin that opens, or why there is none.
  private static let openCL = Result {
    guard let path = PluginFile.path(PluginFile.openCL) else {
      throw BackendError(.notFound, "\(PluginFile.openCL) is not beside the tests")
    }
    return path
  }.flatMap { path in
    Result {
      _ = try BackendCatalog(builtIn: [], folders: []).open(path)
      return path
    }
  }

  private static func why() -> Comment {
    if case .failure(let error) = openCL { "no OpenCL device opens: \(error)" } else { "" }
  }

  @Test("twenty steps through the reference's plugin give the reference's bits")
  func referencePlugin() throws {
    let path = try #require(PluginFile.path(PluginFile.reference), "`swift build` puts it beside the tests")
    let opened = try BackendCatalog(builtIn: [], folders: []).open(path)
    let run = try TrainingRun(steps: 20, data: Samples.digits(), on: opened.device)
    #expect(run.hash == (try Self.reference.get()))
    #expect(run.session.memory.isExact)
    #expect(run.result.ledgerMovements == 0)
  }

  @Test(
    "twenty steps on OpenCL give the reference's bits, in micro-batches too",
    .enabled(if: (try? openCL.get()) != nil, why()), arguments: [64, 10])
  func openCLPlugin(_ micro: Int) throws {
    let opened = try BackendCatalog(builtIn: [], folders: []).open(Self.openCL.get())
    let run = try TrainingRun(micro: micro, steps: 20, data: Samples.digits(), on: opened.device)
    #expect(run.hash == (try Self.reference.get()), "\(opened.device.info.platform)")
    #expect(run.session.memory.isExact)
    #expect(run.result.ledgerMovements == 0)
  }
}
