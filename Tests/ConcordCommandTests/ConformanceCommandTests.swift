import ConcordTestSupport
import Foundation
import Testing

@Suite("concord conformance")
struct ConformanceCommandTests {
  @Test("a backend that passes gives exit status 0 and reports with every case")
  func passes() throws {
    let folder = try TemporaryFolder()
    let run = try Concord(
      "conformance", "--backend", "reference", "--filter", "add[n=17,*", "--json", folder.path("r.json"), "--junit",
      folder.path("r.xml"))
    #expect(run.status == 0, "\(run.errors)")
    let report = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder.path("r.json"))))
    let counts = (report as? [String: Any])?["counts"] as? [String: Int]
    #expect(counts?["cases"] == 10)
    #expect(counts?["passed"] == 10)
    let xml = try String(contentsOfFile: folder.path("r.xml"), encoding: .utf8)
    #expect(xml.contains(#"tests="10" failures="0""#))
  }

  @Test("operations that the template does not serve are listed, and its exit status is 0")
  func template() throws {
    let plugin = try #require(PluginFile.path(PluginFile.template))
    let run = try Concord("conformance", "--backend", plugin, "--filter", "*d[n=17,*")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("not counted as passed: adagrad (6), add (10), sgd (13)"), "\(run.output)")
    let served = try Concord("conformance", "--backend", plugin, "--filter", "bias_add[x=5x15,*")
    #expect(served.status == 0, "\(served.errors)")
    #expect(!served.output.contains("not counted"), "\(served.output)")
  }

  @Test("--list prints names without a backend")
  func list() throws {
    let run = try Concord("conformance", "--list", "--mode", "contract", backend: nil)
    #expect(run.status == 0)
    let names = run.output.split(separator: "\n")
    #expect(names.count > 20)
    #expect(names.allSatisfy { $0.hasPrefix("contract[") && $0.hasSuffix("]") })
  }

  @Test(
    "a mistake in the arguments gives exit status 2 and one line that says what to do",
    arguments: [
      (["--backend", "reference", "--mode", "speed"], "contract"),
      (["--backend", "reference", "--filter", "nothing"], "--list"),
      (["--backend", "/nowhere/lib.so"], "/nowhere/lib.so"), (["--backend", "cuda"], "CONCORD_PLUGIN_PATH"),
      (["--frobnicate"], "frobnicate"), (["--backend", "reference", "--filter", "add", "--json", "/nowhere/r"], "/nowhere/r"),
      (["--filter", "add"], "--backend"),
    ])
  func mistakes(arguments: [String], part: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Concord.path))
    process.arguments = ["conformance"] + arguments
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CONCORD_") }
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 2, "\(text)")
    #expect(text.contains(part), "\(text)")
  }
}
