import Testing

@testable import ConcordData

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

@Suite("A folder of images")
struct ImageFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A grey image of 2 × 1 pixels, both `value`.
  private func image(_ value: UInt8) -> [UInt8] { PNGBytes([value, value], width: 2, height: 1, channels: 1).file }

  private func load() throws -> Dataset { try DatasetCatalog.load(folder.path, dataDirectory: nil) }

  private func shown(_ part: any DataSource) -> [UInt8] {
    let pixels = part.pixels
    return stride(from: 0, to: pixels.count, by: 2).map { pixels[$0] }
  }

  @Test("the folders train and test hold a folder for each class, in the bytewise order of the names")
  func parted() throws {
    try folder.write(image(3), to: "train/b/1.png")
    try folder.write(image(1), to: "train/a/z.PNG")
    try folder.write(image(2), to: "train/B/x.png")
    try folder.write(image(0), to: "train/a/Z.png")
    try folder.write(image(4), to: "train/é/1.png")
    for (value, name) in ["B", "a", "b", "é"].enumerated() {
      try folder.write(image(10 + UInt8(value)), to: "test/\(name)/1.png")
    }
    let loaded = try load()
    #expect(loaded.classNames == ["B", "a", "b", "é"])
    #expect(shown(loaded.train) == [2, 0, 1, 3, 4])
    #expect(loaded.train.labels == [0, 1, 1, 2, 3])
    #expect(shown(loaded.test) == [10, 11, 12, 13])
    #expect(loaded.test.labels == [0, 1, 2, 3])
    #expect(loaded.inputShape == [1, 1, 2])
    #expect(loaded.name == folder.path)
  }

  @Test("without them every fifth image of each class is for test")
  func everyFifth() throws {
    for number in 0..<11 { try folder.write(image(UInt8(number)), to: "cat/\(10 + number).png") }
    for number in 0..<4 { try folder.write(image(UInt8(100 + number)), to: "dog/\(number).png") }
    let loaded = try DatasetCatalog.load(folder.path + "/", dataDirectory: nil)
    #expect(shown(loaded.train) == [0, 1, 2, 3, 5, 6, 7, 8, 10, 100, 101, 102, 103])
    #expect(shown(loaded.test) == [4, 9])
    #expect(loaded.train.labels == [Int32](repeating: 0, count: 9) + [1, 1, 1, 1])
  }

  @Test("files outside of the classes' folders and names that begin with a dot are passed over")
  func others() throws {
    for number in 0..<5 { try folder.write(image(1), to: "cat/\(number).png") }
    try folder.write([1], to: "README.md")
    try folder.write([1], to: ".cache/x")
    try folder.write([1], to: "cat/.DS_Store")
    #expect(try load().train.count == 4)
  }

  @Test("the shape is known from the first header; colour has three channels, normalised to −1 … 1")
  func shape() throws {
    for number in 0..<5 {
      try folder.write(PNGBytes([0, 255, 0, 1, 2, 3], width: 2, height: 1, channels: 3).file, to: "only/\(number).png")
    }
    #expect(try DatasetCatalog.shape(of: folder.path) == DatasetShape(imageShape: [3, 1, 2], classCount: 1))
    let loaded = try load()
    #expect(loaded.inputShape == [3, 1, 2])
    for channel in 0..<3 {
      #expect(loaded.normalization?.value(0, channel: channel) == -1)
      #expect(loaded.normalization?.value(255, channel: channel) == 1)
    }
  }

  @Test("an image of another size or kind is refused with its path and the first one's")
  func mixed() throws {
    for number in 0..<5 { try folder.write(image(1), to: "a/\(number).png") }
    try folder.write(PNGBytes([0, 0, 0], width: 3, height: 1, channels: 1).file, to: "a/9.png")
    expectDataError(.malformed, "a/9.png: expected 2 × 1 pixels in grey, as '", "a/0.png' has", "found 3 × 1") {
      _ = try load()
    }
    try folder.write(PNGBytes([0, 0, 0, 0, 0, 0], width: 2, height: 1, channels: 3).file, to: "a/9.png")
    expectDataError(.malformed, "a/9.png", "in grey", "found 2 × 1 pixels in colour") { _ = try load() }
  }

  @Test("a folder without classes, without images, or with too few of them is refused with what it lacks")
  func empty() throws {
    expectDataError(.malformed, folder.path, "a folder for each class", "none") { _ = try load() }
    try folder.write(image(1), to: "cat/1.png")
    expectDataError(.malformed, folder.path, "5 images or more", "'train' and 'test'") { _ = try load() }
    try folder.write([], to: "dog/.keep")
    expectDataError(.malformed, "/dog: ", "PNG or JPEG files of a class") { _ = try load() }
    expectDataError(.notFound, "/nowhere/pictures", "no such file") {
      _ = try DatasetCatalog.load("/nowhere/pictures", dataDirectory: nil)
    }
    expectDataError(.inaccessible, "cat/1.png", "found a file") {
      _ = try DatasetCatalog.load(folder.path + "/cat/1.png", dataDirectory: nil)
    }
  }

  @Test("a folder val beside train and test is the validation part, with the same classes")
  func validation() throws {
    for (value, part) in ["train", "test", "val"].enumerated() {
      for (offset, name) in ["a", "b"].enumerated() {
        try folder.write(image(UInt8(10 * value + offset)), to: "\(part)/\(name)/1.png")
      }
    }
    let loaded = try load()
    let validation = try #require(loaded.validation)
    #expect(shown(loaded.train) == [0, 1] && shown(loaded.test) == [10, 11] && shown(validation) == [20, 21])
    #expect(validation.labels == [0, 1])
    let other = try loaded.normalized(mean: [0], standardDeviation: [2])
    #expect((other.validation as? LabelledImages)?.normalization.standardDeviation == [2])
    try folder.write(image(9), to: "val/c/1.png")
    expectDataError(.malformed, folder.path, "the same classes in 'train' and 'val', found 'c' in one of them only") {
      _ = try load()
    }
  }

  @Test("train without test, or a class in one of them only, is refused")
  func unequal() throws {
    try folder.write(image(1), to: "train/cat/1.png")
    expectDataError(.malformed, folder.path, "a folder 'train', and 'test' or 'val', found 'train';") { _ = try load() }
    try folder.write(image(1), to: "test/cat/1.png")
    #expect(try load().test.count == 1)
    try folder.write(image(1), to: "test/dog/1.png")
    expectDataError(.malformed, "the same classes", "'dog' in one") { _ = try load() }
  }

  @Test("what is no image file in the folder of a class is refused with its path")
  func foreign() throws {
    for number in 0..<5 { try folder.write(image(1), to: "cat/\(number).png") }
    try folder.write([1], to: "cat/photo.webp")
    expectDataError(.malformed, "cat/photo.webp", "a PNG or JPEG file", "convert") { _ = try load() }
    try FileSystem.remove(folder.path + "/cat/photo.webp")
    try folder.write(image(1), to: "cat/more.png/1.png")
    expectDataError(.malformed, "/cat: ", "found a folder in it, 'more.png'") { _ = try load() }
    try FileSystem.remove(folder.path + "/cat/more.png")
    try folder.write([], to: "cat/2.png")
    expectDataError(.malformed, "cat/2.png", "an empty file") { _ = try load() }
    try folder.write(Array("not an image at all, but more than thirty-three bytes".utf8), to: "cat/2.png")
    expectDataError(.malformed, "cat/2.png", "does not begin as one") { _ = try load() }
  }

  @Test("links that lead nowhere or in circles are refused, others are followed")
  func links() throws {
    let manager = FileManager.default
    for number in 0..<5 { try folder.write(image(1), to: "cat/\(number).png") }
    try manager.createSymbolicLink(atPath: folder.path + "/cat/5.png", withDestinationPath: "0.png")
    try manager.createSymbolicLink(atPath: folder.path + "/dog", withDestinationPath: "cat")
    #expect(try load().train.count == 10)
    try manager.createSymbolicLink(atPath: folder.path + "/fox", withDestinationPath: "fox")
    expectDataError(.inaccessible, "/fox: ", "symbolic links") { _ = try load() }
    try FileSystem.remove(folder.path + "/fox")
    try manager.createSymbolicLink(atPath: folder.path + "/cat/6.png", withDestinationPath: "6.png")
    expectDataError(.inaccessible, "cat/6.png", "symbolic links") { _ = try load() }
    try FileSystem.remove(folder.path + "/cat/6.png")
    // A folder within itself: its folders are no images.
    try manager.createSymbolicLink(atPath: folder.path + "/self", withDestinationPath: ".")
    expectDataError(.malformed, "/self: ", "images of a class, found a folder in it, 'cat'") { _ = try load() }
  }

  private func fill(_ folders: String..., count: Int = 5) throws {
    for name in folders {
      for number in 0..<count { try folder.write(image(UInt8(number)), to: "\(name)/\(number).png") }
    }
  }

  @Test("a class may be called train or test where others stand beside it", arguments: ["train", "test", "Val"])
  func classNamedAsPart(name: String) throws {
    try fill(name, "bus", "plane")
    let loaded = try load()
    #expect(loaded.classNames == [name, "bus", "plane"].sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(loaded.train.count == 12)
    try fill("test", "train", "bus")
    #expect(try load().classNames.contains("test"))
  }

  @Test(
    "parts that are not one to train and one to test with are refused with the names that are there",
    arguments: [
      ["val", "test"], ["train"], ["Training"], ["test"], ["dev", "eval"], ["Train", "train", "test"],
      ["train", "val", "valid", "test"],
    ])
  func partNames(names: [String]) throws {
    for name in names { try fill("\(name)/cat", "\(name)/dog", count: 1) }
    expectDataError(.malformed, folder.path + ": expected ", "found '") { _ = try load() }
    expectDataError(.malformed, folder.path) { _ = try DatasetCatalog.shape(of: folder.path) }
  }

  @Test(
    "parts go by their usual names in any letters; without a test part that for validation is tested with",
    arguments: [
      ["train", "val"], ["Train", "Test"], ["training", "testing"], ["TRAIN", "test"], ["train", "Valid"],
      ["train", "test", "validation"],
    ])
  func usualNames(names: [String]) throws {
    for (value, name) in names.enumerated() { try folder.write(image(UInt8(value)), to: "\(name)/train/1.png") }
    let loaded = try load()
    #expect(loaded.classNames == ["train"])
    #expect(shown(loaded.train) == [0] && shown(loaded.test) == [1])
    #expect(loaded.validation.map(shown) == (names.count == 3 ? [2] : nil))
    let note = loaded.partingNote
    #expect(note == nil || note?.contains("no folder 'test': the 1 images for validation are tested with") == true)
    #expect((note != nil) == names[1].lowercased().hasPrefix("val"))
  }

  @Test("parts with images in place of classes, and classes a level deeper, are refused with the folder at fault")
  func levels() throws {
    try fill("train", "test")
    expectDataError(.malformed, "/train: expected a folder for each class, found none") { _ = try load() }
    try fill("test/cat", count: 1)
    expectDataError(.malformed, "/train: expected a folder for each class, found none") { _ = try load() }
    for name in ["train", "test"] { try FileManager.default.removeItem(atPath: folder.path + "/" + name) }
    try fill("set/cat", "set/dog")
    expectDataError(.malformed, "/set: expected images of a class, found a folder in it, 'cat'") { _ = try load() }
  }

  @Test("names that only look the same are refused: as two classes, and as one in train and test")
  func unicodeForms() throws {
    let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
    try fill("bus/train/\(composed)", "bus/test/\(decomposed)", count: 1)
    expectDataError(.malformed, "/bus: ", "in both, but in two Unicode forms (c a f U+E9 and c a f e U+301)", "rename") {
      _ = try DatasetCatalog.load(folder.path + "/bus", dataDirectory: nil)
    }
    try fill("flat/\(composed)", "flat/\(decomposed)")
    expectDataError(.malformed, "/flat: ", "twice, in two Unicode forms") {
      _ = try DatasetCatalog.load(folder.path + "/flat", dataDirectory: nil)
    }
    // Files are no classes: both are read.
    try fill("files/cat")
    for name in [composed, decomposed] { try folder.write(image(7), to: "files/cat/\(name).png") }
    #expect(try DatasetCatalog.load(folder.path + "/files", dataDirectory: nil).train.count == 6)
  }

  @Test("a name that is no text, a pipe and a broken link in a class are refused by what they are")
  func names() throws {
    try fill("cat")
    #expect(mkfifo(folder.path + "/cat/9.png", 0o600) == 0)
    expectDataError(.inaccessible, "cat/9.png", "found a named pipe") { _ = try load() }
    try FileSystem.remove(folder.path + "/cat/9.png")
    // "é" in Latin-1.
    let name = Array(folder.path.utf8) + Array("/cat/".utf8) + [0xe9] + Array(".png".utf8) + [0]
    #expect(
      name.withUnsafeBufferPointer { $0.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { creat($0, 0o600) } ?? -1 } }
        >= 0)
    expectDataError(.inaccessible, "not UTF-8", "rename it") { _ = try load() }
  }

  @Test("control characters of names do not reach the message")
  func controlCharacters() throws {
    try fill("cat")
    try folder.write([1], to: "cat/\u{1b}[31m\n.webp")
    expectDataError(.malformed, "cat/\\u{1b}[31m\\n.webp") { _ = try load() }
  }

  @Test("where nobody parted the images the data set says so, also normalised otherwise")
  func partingNote() throws {
    try fill("cat", "dog", count: 10)
    let loaded = try load().normalized(mean: [0.4], standardDeviation: [0.2])
    #expect(loaded.partingNote?.contains("every fifth image is for test, 4 of all 20") == true)
    #expect(try DatasetCatalog.load("digits", dataDirectory: nil).partingNote == nil)
    try fill("both/train/cat", "both/test/cat", count: 1)
    #expect(try DatasetCatalog.load(folder.path + "/both", dataDirectory: nil).partingNote == nil)
  }
}
