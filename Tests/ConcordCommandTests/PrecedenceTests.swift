import ConcordTestSupport
import Foundation
import Testing

@Suite("Flag, environment, config file, default")
struct PrecedenceTests {
  /// A folder in which `data list` finds MNIST.
  private static func dataFolder(_ name: String, in folder: TemporaryFolder) throws -> String {
    try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: false)
    try Data([1]).write(to: URL(fileURLWithPath: folder.path("\(name)/train-images-idx3-ubyte")))
    return folder.path(name)
  }

  @Test("the folder of data sets: flag, then CONCORD_DATA_DIR, then the config file; an empty variable is none")
  func dataFolder() throws {
    let folder = try TemporaryFolder()
    let (flag, variable, config) = (
      try Self.dataFolder("flag", in: folder), try Self.dataFolder("variable", in: folder),
      try Self.dataFolder("config", in: folder)
    )
    try Data("{\"data-dir\": \"\(config)\"}".utf8).write(to: URL(fileURLWithPath: folder.path("c.json")))
    func found(_ arguments: [String], _ variable: String?) throws -> String? {
      let run = try Concord(
        arguments: ["data", "list", "--json"] + arguments, environment: variable.map { ["CONCORD_DATA_DIR": $0] } ?? [:])
      let entries = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
      return entries.first { $0["name"] as? String == "mnist" }?["folder"] as? String
    }
    let file = ["--config", folder.path("c.json")]
    #expect(try found(["--data-dir", flag] + file, variable) == flag)
    #expect(try found(["--data-dir", flag], nil) == flag)
    #expect(try found(file, variable) == variable)
    #expect(try found(file, "") == config)
    #expect(try found(file, nil) == config)
    #expect(try found([], variable) == variable)
  }

  @Test(
    "every command that opens a device takes it from flag, CONCORD_BACKEND and config file, in this order",
    arguments: [
      ["train"], ["memory"], ["fit"], ["bench"], ["conformance", "--filter", "add"],
      ["op", "argmax", "--inputs", "in", "--output", "out"],
    ])
  func backend(_ words: [String]) throws {
    let folder = try TemporaryFolder()
    try Data(#"{"backend": "from-config"}"#.utf8).write(to: URL(fileURLWithPath: folder.path("c.json")))
    // One tensor of two numbers, for `op`.
    let header = #"{"0":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}"#
    let bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8) + Data(count: 8)
    try bytes.write(to: URL(fileURLWithPath: folder.path("in")))
    func refusal(_ more: [String], _ variable: String?) throws -> String {
      let run = try Concord(arguments: words + more, in: folder, backend: variable)
      #expect(run.status != 0)
      return run.errors
    }
    let config = ["--config", "c.json"]
    #expect(try refusal(config + ["--backend", "from-flag"], "from-variable").contains("'from-flag'"))
    #expect(try refusal(config, "from-variable").contains("'from-variable'"))
    #expect(try refusal(config, "").contains("'from-config'"))
    #expect(try refusal(config, nil).contains("'from-config'"))
  }

  @Test("the config file itself: flag, then CONCORD_CONFIG; an empty variable is none")
  func configFile() throws {
    let folder = try TemporaryFolder()
    for (name, size) in [("flag", 3), ("variable", 5)] {
      try Data("{\"batch-size\": \(size), \"steps\": 1}".utf8).write(to: URL(fileURLWithPath: folder.path("\(name).json")))
    }
    func batchSize(_ arguments: [String], _ variable: String) throws -> Int? {
      let run = try Concord(
        arguments: ["train", "--steps", "1", "--json"] + arguments, environment: ["CONCORD_CONFIG": variable])
      #expect(run.status == 0, "\(run.errors)")
      return (try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])?["batchSize"] as? Int
    }
    #expect(try batchSize(["--config", folder.path("flag.json")], folder.path("variable.json")) == 3)
    #expect(try batchSize([], folder.path("variable.json")) == 5)
    #expect(try batchSize([], "") == 64)
    try Concord("train", environment: ["CONCORD_CONFIG": folder.path("absent.json")]).expectRefusal("absent.json")
  }
}
