import ConcordTestSupport
import Foundation
import Testing

@Suite("Data")
struct DataTests {
  @Test("list names every data set with its shape, licence and place")
  func list() throws {
    let folder = try TemporaryFolder()
    let run = try Concord("data", "list", "--data-dir", folder.url.path)
    #expect(run.status == 0)
    for part in ["digits", "in the program", "3 × 32 × 32", "concord data download cifar10", "licence: CC BY 4.0", "folder/"] {
      #expect(run.output.contains(part))
    }
    try FileManager.default.createDirectory(atPath: folder.path("mnist"), withIntermediateDirectories: false)
    try Data([1]).write(to: URL(fileURLWithPath: folder.path("mnist/train-images-idx3-ubyte")))
    let json = try Concord("data", "list", "--json", environment: ["CONCORD_DATA_DIR": folder.url.path]).output
    let entries = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(entries.prefix(3).map { $0["name"] as? String } == ["digits", "mnist", "cifar10"])
    #expect(entries.prefix(3).map { $0["isPresent"] as? Bool } == [true, true, false])
    #expect(entries.prefix(3).map { $0["imageShape"] as? [Int] } == [[1, 8, 8], [1, 28, 28], [3, 32, 32]])
    #expect(entries[1]["folder"] as? String == folder.path("mnist"))
  }

  @Test("show draws the first image of each class, two pixels to a character, and counts the classes")
  func show() throws {
    let pictures = try PictureFolder()
    let run = try Concord("data", "show", pictures.path)
    #expect(run.status == 0)
    #expect(
      run.output.contains(
        """
                  ██  
        ██████    ██  
                  ██  
        level   uprigh
        """))
    #expect(run.output.contains("level           8     2"))
    #expect(run.output.contains("all            16     4"))
    let colours = try Concord("data", "show", "digits", "--classes", "0", "--json").output
    let report = try #require(try JSONSerialization.jsonObject(with: Data(colours.utf8)) as? [String: Any])
    #expect(report["train"] as? Int == 1438)
    #expect(report["test"] as? Int == 359)
    let classes = try #require(report["classes"] as? [[String: Any]])
    #expect(classes.reduce(0) { $0 + ($1["test"] as? Int ?? 0) } == 359)
  }

  @Test("show and download refuse what they cannot do, with the path or the name")
  func refusals() throws {
    try Concord("data", "show", "imagenet").expectRefusal("'imagenet'", "digits, mnist, cifar10", "a folder of images")
    try Concord("data", "show", "/nowhere/pictures").expectRefusal("/nowhere/pictures")
    try Concord("data", "show", "digits", "--classes", "-1").expectRefusal("--classes", "between 0 and")
    try Concord("data", "download", "imagenet").expectRefusal("'imagenet'")
    try Concord("data", "download", "./pictures").expectRefusal("'./pictures'")
  }

  @Test("a CIFAR file of a wrong length is one line with its path and what it holds")
  func length() throws {
    let folder = try TemporaryFolder()
    try Data(count: 3073).write(to: URL(fileURLWithPath: folder.path("test_batch.bin")))
    try Data(count: 3072).write(to: URL(fileURLWithPath: folder.path("data_batch_1.bin")))
    let path = folder.path("data_batch_1.bin")
    try Concord("data", "show", "cifar10", "--data-dir", folder.url.path).expectRefusal(path, "3072 bytes", "3073")
    try Concord("train", "--model", "simplecnn", "--dataset", "cifar10", "--data-dir", folder.url.path)
      .expectRefusal(path, "3072 bytes, that is 0 rows and 3072 bytes")
  }

  @Test("download has nothing to do for digits, and says which mirrors it tried where none answers")
  func download() throws {
    let digits = try Concord("data", "download", "digits")
    #expect(digits.status == 0)
    #expect(digits.output.contains("1,438 training and 359 test images, part of the program"))
    let folder = try TemporaryFolder()
    // Nobody listens on the port of a proxy that is not there.
    let proxy = ["https_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "no_proxy": "", "NO_PROXY": ""]
    let run = try Concord("data", "download", "mnist", "--data-dir", folder.url.path, environment: proxy)
    #expect(run.status != 0)
    #expect(run.errorLines.count == 1)
    #expect(run.errorLines.first?.contains("to download it from a mirror") == true)
    #expect(run.errors.contains("downloading https://"))
    #expect(run.output.isEmpty)
  }
}
