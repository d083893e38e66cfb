import ConcordTestSupport
import Foundation
import Testing

/// What the user sees of plugins that end, cheat or cannot be loaded.
@Suite("Plugins in commands", .enabled(if: CCompiler.path != nil, "needs a C compiler"))
struct PluginEndTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(
    "a backend that ends the process does not make it a success",
    arguments: [
      ("EXITS_AT_LOAD", "the loading of the library"), ("EXITS_IN_OPEN", "device_open"), ("EXITS_IN_RUN", "program_run"),
      ("QUICK_EXITS_IN_RUN", "program_run"), ("ENDS_AT_ONCE_IN_RUN", "program_run"), ("EXITS_IN_A_THREAD", "program_run"),
    ])
  func ends(behaviour: String, call: String) throws {
    let run = try Concord(
      "train", "--steps", "1", "--backend", MisbehavingPlugin.build(behaviour, in: folder), "--report",
      folder.path("report.json"))
    run.expectRefusal("the library of a backend ended this process in the call \(call)")
    #expect(run.status == 70)
    #expect(!FileManager.default.fileExists(atPath: folder.path("report.json")))
  }

  @Test("a backend that computes nothing, or says that it does not conform, is not trained on")
  func liars() throws {
    for (behaviour, words) in [("RUNS_NOT", "the host's probe found"), ("SAYS_FAILED", "does not compute the contract's bits")]
    {
      try Concord("train", "--steps", "1", "--backend", MisbehavingPlugin.build(behaviour, in: folder)).expectRefusal(words)
    }
  }

  @Test("a named pipe as a plugin is refused at once by every command")
  func pipe() throws {
    let path = folder.path("pipe.so")
    #expect(mkfifo(path, 0o600) == 0)
    try Concord("train", "--steps", "1", "--backend", path).expectRefusal("it is a named pipe")
    let run = try Concord("conformance", "--backend", path, "--filter", "add")
    #expect(run.status != 0)
    #expect(run.errors.contains("it is a named pipe"), "\(run.errors)")
  }

  @Test("a backend that hangs while it is opened ends each command within the time it has, with a line that names both")
  func hangs() throws {
    let plugin = try MisbehavingPlugin.build("HANGS_IN_OPEN", in: folder)
    let early = try MisbehavingPlugin.build("HANGS_AT_LOAD", in: folder)
    let run = folder.path("run")
    let trained = try Concord("train", "--steps", "1", "--run", run)
    #expect(trained.status == 0, "\(trained.errors)")
    let clock = ContinuousClock()
    for (arguments, backend, call) in [
      (["train", "--steps", "1"], plugin, "device_open"), (["train", "--steps", "1"], early, "the loading of the library"),
      (["evaluate", "--run", run], plugin, "device_open"), (["bench"], plugin, "device_open"),
      (["memory"], plugin, "device_open"), (["fit"], plugin, "device_open"),
    ] {
      let start = clock.now
      let hanging = try Concord(
        arguments: arguments + ["--backend", backend], environment: ["CONCORD_OPEN_SECONDS": "0.5"])
      #expect(hanging.status == 1, "\(arguments)")
      hanging.expectRefusal("'\(backend)' did not open within 0.5 s", "in the call \(call)", "CONCORD_OPEN_SECONDS")
      #expect(clock.now - start < .seconds(30))
    }
    try Concord("train", "--steps", "1", environment: ["CONCORD_OPEN_SECONDS": "soon"])
      .expectRefusal("CONCORD_OPEN_SECONDS is 'soon'", "a number of seconds")
  }

  @Test("a model that a backend does not serve is told by the operation, not by memory")
  func unsupported() throws {
    let threads = try #require(PluginFile.path(PluginFile.threads))
    for more in [[], ["--micro-batch", "auto"]] {
      let run = try Concord(
        arguments: ["train", "--model", "resnet20", "--dataset", "digits", "--steps", "1", "--backend", threads] + more)
      run.expectRefusal("cannot be trained on this device", "'conv2d' is not served")
      #expect(!run.errors.contains("memory"), "\(run.errors)")
    }
  }

  @Test("conformance takes its backend from the config file, and one that hangs is stopped within the time limit")
  func conformance() throws {
    let config = folder.path("config.json")
    try Data(#"{"backend": "reference"}"#.utf8).write(to: URL(fileURLWithPath: config))
    for run in [
      try Concord("conformance", "--filter", "add[n=17,*", "--config", config, backend: nil),
      try Concord("conformance", "--filter", "add[n=17,*", backend: nil, environment: ["CONCORD_CONFIG": config]),
    ] {
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.hasPrefix("reference "), "\(run.errors)")
    }
    let clock = ContinuousClock()
    let start = clock.now
    let hanging = try Concord(
      "conformance", "--backend", MisbehavingPlugin.build("HANGS_IN_OPEN", in: folder), "--filter", "add", "--time-limit", "1")
    #expect(hanging.status == 1)
    #expect(hanging.errors.contains("took longer than 10 s"), "\(hanging.errors)")
    #expect(clock.now - start < .seconds(60))
  }

  @Test("conformance fails a backend that leaves the caller's thread otherwise than it was, and passes one that does not")
  func callerState() throws {
    for behaviour in ["ROUNDS_UP", "FLUSHES", "BLOCKS_SIGNALS", "CHANGES_LOCALE", "TRAPS"] {
      let run = try Concord(
        "conformance", "--backend", MisbehavingPlugin.build(behaviour, in: folder), "--filter", "contract[caller-unchanged]")
      #expect(run.status == 1)
      #expect(run.errors.contains("program_run changed"), "\(run.errors)")
    }
    let clean = try Concord(
      "conformance", "--backend", MisbehavingPlugin.build("NOTHING", in: folder), "--filter", "contract[caller-unchanged]")
    #expect(clean.status == 0, "\(clean.errors)")
  }

  @Test("a backend that rounds upwards behind itself trains to the reference's hash")
  func rounding() throws {
    let plugin = try MisbehavingPlugin.build("ROUNDS_UP", in: folder)
    let run = try Concord("devices", "--check", "--backend", plugin)
    #expect(run.output.contains("conforming, by the backend's word and the host's probe"), "\(run.output)")
    // What a run leaves behind would falsify the host's own arithmetic: the run scalars of the next step, the next batch.
    let threads = try #require(PluginFile.path(PluginFile.threads))
    let rounding = try MisbehavingPlugin.roundingUpwards(threads, in: folder)
    func hash(_ backend: String) throws -> Substring? {
      let run = try Concord(
        "train", "--steps", "40", "--batch-size", "32", "--schedule", "cosine", "--backend", backend, "--augment", "flip")
      #expect(run.status == 0, "\(run.errors)")
      return run.output.split(separator: "\n").first { $0.hasPrefix("parameters SHA-256: ") }
    }
    let expected = try hash("reference")
    #expect(expected != nil)
    #expect(try hash(rounding) == expected)
  }
}
