import ConcordTestSupport
import Foundation
import Testing

/// `concord devices` on a machine with GPUs that two drivers offer: `Fixtures/fake_opencl.c`.
@Suite("GPUs of two drivers", .enabled(if: PluginFile.path(PluginFile.openCL) != nil && FakeDriver.canBeBuilt))
struct FakeDriverTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FakeDriver.build(in: folder)
  }

  private func devices(_ arguments: String...) throws -> [[String: Any]] {
    let run = try Concord(
      arguments: ["devices", "--backend", "opencl", "--json"] + arguments, environment: ["OCL_ICD_VENDORS": folder.url.path])
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
  }

  @Test(
    "a GPU of two platforms is listed once, with the other way to it; GPUs with memory of their own come first, which is said")
  func once() throws {
    let devices = try devices()
    #expect(devices.map { $0["name"] as? String } == ["large", "nowhere", "small", "processor"])
    let notes = devices.map { $0["notes"] as? String }
    #expect(notes[0] == "the first of 4, as a GPU with memory of its own; also there with the option platform='Other\u{27}s'")
    #expect(notes.dropFirst().allSatisfy { $0 == nil })
  }

  @Test("--report writes what the drivers say and what came of trying, for each way to a device")
  func report() throws {
    let path = folder.path("report.json")
    let devices = try devices("--report", path)
    #expect(devices.allSatisfy { ($0["error"] as? String)?.contains("CL_DEVICE_NOT_AVAILABLE") == true && $0["facts"] == nil })
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(!data.contains(0x1b))
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(report["concord"] as? String != nil && (report["system"] as? String)?.isEmpty == false)
    let reported = try #require(report["devices"] as? [[String: Any]])
    #expect(reported.count == 4)
    let facts = try #require(reported[0]["facts"] as? [[String: String]]).map { ($0["name"] ?? "", $0["value"] ?? "") }
    func values(_ name: String) -> [String] { facts.filter { $0.0 == name }.map(\.1) }
    #expect(values("CL_DEVICE_NAME") == ["large", "large again"])
    #expect(values("CL_DEVICE_MAX_WORK_ITEM_SIZES") == ["256 256 64", "256 256 64"])
    #expect(values("hardware").map { $0.hasSuffix("PCI 0000:65:00.0") } == [true, true])
    #expect(values("CL_DEVICE_WARP_SIZE_NV").allSatisfy { $0.contains("CL_INVALID_VALUE") })
    for name in ["context and queue", "opened as a command does"] {
      #expect(values(name).count == 2 && values(name).allSatisfy { $0.contains("FAILED") && $0.contains("clCreateContext") })
    }
    #expect(values("environment OCL_ICD_VENDORS").allSatisfy { $0 == folder.url.path })
  }

  @Test("a platform can be chosen, and one that does not have the device is an error that names those that do")
  func platform() throws {
    for (name, words) in [("other", ["CL_DEVICE_NOT_AVAILABLE"]), ("third", ["third", "Vendor's, Other's"])] {
      let run = try Concord(
        arguments: ["conformance", "--backend", "opencl:0", "--filter", "contract[threads]", "--option", "platform=\(name)"],
        environment: ["OCL_ICD_VENDORS": folder.url.path])
      #expect(run.status != 0)
      for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
    }
  }
}

/// The fake driver, compiled where OpenCL's headers are.
enum FakeDriver {
  static let canBeBuilt = CCompiler.path != nil && FileManager.default.fileExists(atPath: "/usr/include/CL/cl_icd.h")

  /// Makes the folder one that the loader takes as its list of drivers.
  static func build(in folder: TemporaryFolder) throws {
    let source = CCompiler.root.appendingPathComponent("Tests/ConcordTestSupport/Fixtures/fake_opencl.c").path
    let library = folder.path("libfake.so")
    try CCompiler.run(["-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", source, "-o", library])
    try Data("\(library)\n".utf8).write(to: URL(fileURLWithPath: folder.path("fake.icd")))
  }
}
