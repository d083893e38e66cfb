import ConcordTestSupport
import Foundation
import Testing

@Suite("Choice of backend")
struct BackendChoiceTests {
  private let folder: TemporaryFolder
  private let reference: String

  init() throws {
    folder = try TemporaryFolder()
    reference = try #require(PluginFile.path(PluginFile.reference))
    try Data("{\"backend\": \"from-config\"}".utf8).write(to: URL(fileURLWithPath: folder.path("config.json")))
    try FileManager.default.createDirectory(atPath: folder.path("vendors"), withIntermediateDirectories: false)
  }

  /// The OpenCL loader finds no implementation in an empty folder.
  private var noOpenCL: [String: String] { ["OCL_ICD_VENDORS": folder.path("vendors")] }

  @Test("flag, then CONCORD_BACKEND, then the config file, then the default")
  func precedence() throws {
    let config = folder.path("config.json")
    try Concord("train", "--steps", "1", "--backend", "from-flag", "--config", config, backend: "from-environment")
      .expectRefusal("'from-flag'")
    try Concord("train", "--steps", "1", "--config", config, backend: "from-environment").expectRefusal("'from-environment'")
    try Concord("train", "--steps", "1", "--config", config, backend: nil).expectRefusal("'from-config'")
    for nothing in [nil, ""] {
      let last = try Concord("train", "--steps", "1", "--batch-size", "4", backend: nothing, environment: noOpenCL)
      #expect(last.status == 0)
      #expect(last.errors.contains("backend: reference, because"))
    }
  }

  @Test("memory looks for the backend whose workspace it counts in the same order")
  func memoryPrecedence() throws {
    let config = folder.path("config.json")
    try Concord("memory", "--backend", "from-flag", "--config", config, backend: "from-environment").expectRefusal(
      "'from-flag'")
    try Concord("memory", "--config", config, backend: "from-environment").expectRefusal("'from-environment'")
    try Concord("memory", "--config", config, backend: nil).expectRefusal("'from-config'")
    #expect(try Concord("memory", backend: nil).status == 0)
  }

  @Test("other flags win over the config file too")
  func otherSettings() throws {
    try Data("{\"batch-size\": 0, \"steps\": 1, \"optimizer\": \"sgd\"}".utf8).write(
      to: URL(fileURLWithPath: folder.path("c.json")))
    try Concord("train", "--config", folder.path("c.json")).expectRefusal("--batch-size", "between 1 and", "is 0")
    let run = try Concord("train", "--config", folder.path("c.json"), "--batch-size", "4", "--json")
    #expect(run.status == 0)
    #expect(run.output.contains("\"optimizer\" : \"sgd\""))
    #expect(run.output.contains("\"batchSize\" : 4"))
  }

  @Test("without any OpenCL platform, --backend opencl is refused, and no --backend falls back saying why")
  func noPlatform() throws {
    try Concord("train", "--steps", "1", "--backend", "opencl", environment: noOpenCL)
      .expectRefusal("no OpenCL platform is here", "vendors", "holds no .icd file", "OCL_ICD_VENDORS", "--backend reference")
    let run = try Concord("train", "--steps", "1", "--batch-size", "4", "--json", backend: nil, environment: noOpenCL)
    #expect(run.status == 0)
    #expect(run.errors.contains("backend: reference, because OpenCL cannot be used: "))
    #expect(run.output.contains("\"backend\" : \"reference\""))
    #expect(run.errorLines.isEmpty)
  }

  @Test("a path to the reference's plugin trains to the same bits as the reference itself")
  func plugin() throws {
    func hash(_ backend: String) throws -> Substring? {
      let run = try Concord("train", "--steps", "2", "--batch-size", "8", "--backend", backend)
      return run.output.split(separator: "\n").first { $0.hasPrefix("parameters SHA-256: ") }
    }
    let direct = try hash("reference")
    #expect(direct != nil)
    #expect(try hash(reference) == direct)
    #expect(try hash(reference + ":0") == direct)
    #expect(try hash("reference:swift") == direct)
  }

  @Test("devices lists the reference, and --json is one JSON array")
  func devices() throws {
    let run = try Concord("devices", "--json", environment: noOpenCL)
    #expect(run.status == 0)
    let entries = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
    #expect(entries.contains { $0["backend"] as? String == "reference" && $0["name"] as? String == "Swift reference" })
    #expect(entries.contains { $0["backend"] as? String == "opencl" && $0["error"] != nil })
    #expect(try Concord("devices", "--check", environment: noOpenCL).output.contains("conforming"))
  }
}
