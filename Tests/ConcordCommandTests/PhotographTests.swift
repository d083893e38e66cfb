import ConcordTestSupport
import Foundation
import Testing

/// Photographs of the data room's fixtures, of other sizes, colours and orientations, in two classes.
@Suite("Training on photographs")
struct PhotographTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("photographs/") }

  init() throws {
    folder = try TemporaryFolder()
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "ConcordDataTests/Fixtures/jpeg")
    for (label, names) in [
      ["quality-5", "quality-95", "orientation-6", "progressive", "subsampling-420"],
      ["grey", "cmyk", "ycck", "restarts", "orientation-2"],
    ].enumerated() {
      let place = folder.path("photographs/\(label)")
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      for name in names {
        try FileManager.default.copyItem(atPath: fixtures.appending(path: "\(name).jpg").path, toPath: "\(place)/\(name).jpg")
      }
    }
  }

  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("a run keeps how images were read: evaluate, predict and --resume see the same pixels without flags")
  func run() throws {
    let trained = try Concord(
      "train", "--dataset", path, "--size", "8x10", "--resize", "pad", "--filter", "lanczos", "--color", "ycbcr",
      "--background",
      "9,8,7", "--augment", "resized-crop:0.3,jitter,vflip", "--batch-size", "4", "--epochs", "2", "--run", folder.path("run"),
      "--json")
    #expect(trained.status == 0, "\(trained.errorLines)")
    let report = try Self.object(trained.output)
    #expect(report["inputShape"] as? [Int] == [3, 8, 10])
    let reading = try #require(report["reading"] as? [String: Any])
    #expect(
      reading["size"] as? [Int] == [8, 10] && reading["resize"] as? String == "pad" && reading["color"] as? String == "ycbcr")
    let shown = try Self.object(
      Concord(
        "data", "show", path, "--size", "8x10", "--resize", "pad", "--filter", "lanczos", "--color", "ycbcr", "--background",
        "9,8,7",
        "--json"
      ).output)
    #expect(shown["sha256"] as? [String: String] == report["data"] as? [String: String])
    let evaluation = try Self.object(Concord("evaluate", "--run", folder.path("run"), "--json").output)
    #expect(evaluation["matchesTraining"] as? Bool == true)
    #expect(evaluation["testSHA256"] as? String == (report["data"] as? [String: String])?["test"])
    let predicted = try Self.object(Concord("predict", "--run", folder.path("run"), path, "--json").output)
    #expect((predicted["predictions"] as? [Any])?.count == 10)
    let resumed = try Self.object(Concord("train", "--resume", folder.path("run"), "--epochs", "3", "--json").output)
    let whole = try Concord(
      "train", "--dataset", path, "--size", "8x10", "--resize", "pad", "--filter", "lanczos", "--color", "ycbcr",
      "--background",
      "9,8,7", "--augment", "vflip,jitter,resized-crop:0.3", "--batch-size", "4", "--epochs", "3", "--json")
    #expect(resumed["parametersSHA256"] as? String == (try Self.object(whole.output))["parametersSHA256"] as? String)
  }

  @Test("a damaged file is named, or left out and told of, by train, evaluate and predict")
  func damaged() throws {
    let file = URL(fileURLWithPath: folder.path("photographs/0/progressive.jpg"))
    try Data(contentsOf: file).dropLast(100).write(to: file)
    let flags = ["--dataset", path, "--size", "8", "--color", "rgb"]
    try Concord(arguments: ["train"] + flags).expectRefusal("0/progressive.jpg", "a whole JPEG file")
    let more = ["--skip-bad-files", "--epochs", "1", "--run", folder.path("run"), "--json"]
    let trained = try Concord(arguments: ["train"] + flags + more)
    #expect(trained.status == 0 && trained.errors.contains("1 files cannot be read and are left out"))
    #expect(try Self.object(trained.output)["skippedFiles"] as? Int == 1)
    let evaluation = try Self.object(Concord("evaluate", "--run", folder.path("run"), "--json").output)
    #expect(evaluation["matchesTraining"] as? Bool == true)
    try Concord("predict", "--run", folder.path("run"), path).expectRefusal("0/progressive.jpg")
    let predicted = try Self.object(Concord("predict", "--run", folder.path("run"), path, "--skip-bad-files", "--json").output)
    #expect((predicted["predictions"] as? [Any])?.count == 9)
  }

  @Test("mistakes in the flags are told by their flag")
  func mistakes() throws {
    try Concord("train", "--dataset", path, "--size", "8").expectRefusal("--color rgb or --color grey")
    try Concord("train", "--dataset", path, "--size", "0").expectRefusal("--size", "1 to 65536")
    try Concord("train", "--dataset", path, "--size", "8xx8").expectRefusal("--size", "192x256")
    try Concord("train", "--dataset", path, "--background", "1,2").expectRefusal("--background", "255,255,255")
    try Concord("train", "--dataset", path, "--resize", "pad").expectRefusal("--resize", "--size")
    try Concord("train", "--augment", "rotate:999").expectRefusal("--augment", "0.0 to 180.0")
  }
}
