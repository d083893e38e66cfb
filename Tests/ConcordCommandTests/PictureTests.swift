import ConcordTestSupport
import Foundation
import Testing

@Suite("Training on pictures")
struct PictureTests {
  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("a folder of PNG files trains and is told apart; summary and memory know its shape")
  func folder() throws {
    let pictures = try PictureFolder()
    let run = try Concord("train", "--dataset", pictures.path, "--batch-size", "4", "--epochs", "8", "--json")
    #expect(run.status == 0)
    let report = try Self.object(run.output)
    #expect(report["accuracy"] as? Double == 1)
    #expect(report["dataset"] as? String == pictures.path)
    // 36 pixels, 128 hidden units, 2 classes.
    #expect(report["parameterCount"] as? Int == 36 * 128 + 128 + 128 * 2 + 2)
    let summary = try Concord("summary", "--dataset", "pictures/", "--json", in: pictures.folder)
    #expect(try (Self.object(summary.output)["inputs"] as? [[String: Any]])?.first?["shape"] as? [Int] == [1, 1, 6, 6])
    #expect(try Concord("memory", "--dataset", "./pictures", in: pictures.folder).status == 0)
  }

  @Test("a damaged or different image is one line that names it")
  func damaged() throws {
    let pictures = try PictureFolder()
    try pictures.addColour(as: "upright/9.png")
    try Concord("train", "--dataset", pictures.path).expectRefusal("upright/9.png", "in grey", "in colour")
    try pictures.add(text: "no picture", as: "upright/9.png")
    try Concord("train", "--dataset", pictures.path).expectRefusal("upright/9.png", "a PNG or JPEG file")
    try pictures.add(text: "", as: "level/0.png")
    try Concord("summary", "--dataset", pictures.path).expectRefusal("level/0.png", "an empty file")
  }

  @Test("augmentation changes the bits, the micro-batch does not; flag and config file say the same")
  func augmentation() throws {
    let folder = try TemporaryFolder()
    func report(_ augment: String, _ more: String, _ value: String) throws -> [String: Any] {
      let run = try Concord("train", "--steps", "3", "--batch-size", "16", "--json", "--augment", augment, more, value)
      return try Self.object(run.output)
    }
    func hash(_ augment: String, _ more: String = "--seed", _ value: String = "1") throws -> String {
      try #require(try report(augment, more, value)["parametersSHA256"] as? String)
    }
    let both = try hash("crop,flip", "--crop-padding", "2")
    #expect(try hash("none") == Self.plain())
    #expect(Set([both, try hash("none"), try hash("crop"), try hash("flip"), try hash("crop,flip")]).count == 5)
    try Data("{\"augment\": \"flip,crop\", \"crop-padding\": 2, \"batch-size\": 16, \"micro-batch\": 5, \"steps\": 3}".utf8)
      .write(to: URL(fileURLWithPath: folder.path("c.json")))
    let configured = try Self.object(Concord("train", "--config", folder.path("c.json"), "--json").output)
    #expect(configured["parametersSHA256"] as? String == both)
    let changes = try #require(configured["augmentation"] as? [String: Any])
    #expect(changes["cropPadding"] as? Int == 2)
    #expect(changes["flip"] as? Bool == true)
  }

  private static func plain() throws -> String? {
    try object(Concord("train", "--steps", "3", "--batch-size", "16", "--json").output)["parametersSHA256"] as? String
  }

  @Test("other constants to normalise by change the bits, the data set's own do not; a flag and the config file say the same")
  func normalization() throws {
    let folder = try TemporaryFolder()
    func hash(_ mean: String, _ std: String) throws -> String? {
      let run = try Concord("train", "--steps", "3", "--batch-size", "16", "--json", "--mean", mean, "--std", std)
      return try Self.object(run.output)["parametersSHA256"] as? String
    }
    let other = try #require(try hash("0.25", "0.5"))
    #expect(try hash("0.3058", "0.3764") == Self.plain())
    #expect(try other != Self.plain())
    try Data(#"{"mean": "0.25", "std": "0.5", "batch-size": 16, "steps": 3}"#.utf8)
      .write(to: URL(fileURLWithPath: folder.path("c.json")))
    let configured = try Self.object(Concord("train", "--config", folder.path("c.json"), "--json").output)
    #expect(configured["parametersSHA256"] as? String == other)
    try Concord("train", "--mean", "0.1,0.2").expectRefusal("expected one number", "found 2")
    try Concord("train", "--mean", "grey").expectRefusal("--mean", "finite numbers with commas", "'grey'")
    try Concord("train", "--std", "0").expectRefusal("above 0")
  }

  @Test("an augmentation that cannot be meant is refused")
  func refusals() throws {
    try Concord("train", "--augment", "shear").expectRefusal("'shear'", "crop, flip")
    try Concord("train", "--augment", "crop,").expectRefusal("''", "crop, flip")
    try Concord("train", "--augment", "none,crop").expectRefusal("'none'")
    try Concord("train", "--augment", "flip", "--crop-padding", "2").expectRefusal("--augment crop")
    try Concord("train", "--augment", "crop", "--crop-padding", "8").expectRefusal("0 to 7 for images of 8 × 8", "found 8")
    try Concord("train", "--augment", "crop", "--crop-padding", "-1").expectRefusal("--crop-padding", "between 0 and")
  }
}
