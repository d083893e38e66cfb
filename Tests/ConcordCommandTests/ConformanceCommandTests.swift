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

  /// The numbers of a row of the table.
  private static func row(_ name: String, _ output: String) -> [Int] {
    let rows = output.split(separator: "\n").map { $0.split(separator: " ") }
    return rows.first { $0.first.map(String.init) == name }?.compactMap { Int($0) } ?? []
  }

  @Test(
    "--fail-fast ends at the first case that goes wrong, --rerun-failed runs those again that did, --durations names the longest"
  )
  func everyday() throws {
    let folder = try TemporaryFolder()
    let report = folder.path("r.json")
    let plugin = folder.path("libHostile.so")
    try CCompiler.plugin(
      CCompiler.root.appendingPathComponent("Tests/ConcordConformanceTests/Fixtures/hostile.c").path,
      defining: ["BEHAVIOUR=CRASH"],
      including: [CCompiler.root.appendingPathComponent("Plugins/Template").path], to: plugin)
    // Every fifth run of a process crashes, the first in its third case.
    let wrong = try Concord(
      "conformance", "--backend", plugin, "--filter", "activation[function=relu,n=65,*", "--fail-fast", "--json", report)
    #expect(
      wrong.status == 1 && wrong.errors.contains("ended at the first case that went wrong; 7 of 10 were not run"),
      "\(wrong.errors)")
    let right = try Concord("conformance", "--backend", plugin, "--rerun-failed", report)
    #expect(right.status == 0 && Self.row("all", right.output).prefix(2) == [1, 1], "\(right.errors) \(right.output)")
    let names = ["add[n=17,values=bits]", "add[n=17,values=zeros]", "add[n=17,values=gone]"]
    try JSONEncoder().encode(["failures": names.map { ["name": $0] }]).write(to: URL(fileURLWithPath: report))
    let again = try Concord("conformance", "--backend", "reference", "--rerun-failed", report, "--durations", "1")
    #expect(again.status == 0, "\(again.errors)")
    #expect(Self.row("op", again.output).prefix(2) == [2, 2], "\(again.output)")
    #expect(again.output.split(separator: "\n").last?.contains(" s  add[n=17,values=") == true, "\(again.output)")
    try Data("{\"failures\": []}".utf8).write(to: URL(fileURLWithPath: report))
    let nothing = try Concord("conformance", "--backend", "reference", "--rerun-failed", report)
    #expect(nothing.status == 2 && nothing.errors.contains("no case that went wrong"), "\(nothing.errors)")
    try Data("[]".utf8).write(to: URL(fileURLWithPath: report))
    let other = try Concord("conformance", "--backend", "reference", "--rerun-failed", report)
    #expect(other.status == 2 && other.errors.contains("--json"), "\(other.errors)")
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
