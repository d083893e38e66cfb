import ConcordData
import Testing

@Suite("mnist from files")
struct MNISTTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Five images for training, two for test.
  private func write(
    in subfolder: String = "", separator: String = "-", suffix: String = "", pack: ([UInt8]) -> [UInt8] = { $0 }
  ) throws {
    for (prefix, count) in [("train", 5), ("t10k", 2)] {
      try folder.write(pack(IDXBytes.images(count)), to: "\(subfolder)\(prefix)-images\(separator)idx3-ubyte\(suffix)")
      try folder.write(pack(IDXBytes.labels(count)), to: "\(subfolder)\(prefix)-labels\(separator)idx1-ubyte\(suffix)")
    }
  }

  private func load() throws -> Dataset { try DatasetCatalog.load("mnist", dataDirectory: folder.path) }

  private func expectFiveAndTwo() throws {
    let mnist = try load()
    #expect(mnist.name == "mnist")
    #expect(mnist.inputShape == [1, 28, 28])
    #expect(mnist.classCount == 10)
    #expect(mnist.train.labels == [0, 1, 2, 3, 4])
    #expect(mnist.test.labels == [0, 1])
    #expect(mnist.train.pixels == Array(IDXBytes.images(5)[16...]))
    #expect(mnist.test.pixels == Array(IDXBytes.images(2)[16...]))
  }

  @Test(
    "the files may be in the folder or in its folder mnist, with a hyphen or a dot in their names",
    arguments: ["", "mnist/"], ["-", "."])
  func plain(subfolder: String, separator: String) throws {
    try write(in: subfolder, separator: separator)
    try expectFiveAndTwo()
  }

  @Test("the files may be gzip")
  func packed() throws {
    try write(suffix: ".gz", pack: gzip)
    try expectFiveAndTwo()
  }

  @Test("where a folder mnist has the files, those beside it are left alone")
  func subfolderFirst() throws {
    try write(in: "mnist/")
    try folder.write([1, 2, 3], to: "train-images-idx3-ubyte")
    try expectFiveAndTwo()
  }

  @Test("a missing folder, missing files and one missing file say which and where")
  func missing() throws {
    expectDataError(.notFound, "/none: expected a folder with data sets", "--data-dir") {
      _ = try DatasetCatalog.load("mnist", dataDirectory: folder.path + "/none")
    }
    expectDataError(.notFound, "train-images-idx3-ubyte or train-images-idx3-ubyte.gz", folder.path, "mnist/", "--data-dir") {
      _ = try load()
    }
    try folder.write(IDXBytes.images(2), to: "train-images-idx3-ubyte")
    expectDataError(.notFound, "train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz") { _ = try load() }
  }

  @Test("as many labels as images are wanted")
  func counts() throws {
    try write()
    try folder.write(IDXBytes.labels(6), to: "train-labels-idx1-ubyte")
    expectDataError(.malformed, "train-labels-idx1-ubyte: expected 5 labels", "train-images-idx3-ubyte", "found 6") {
      _ = try load()
    }
  }

  @Test("a label above 9 is refused with its place")
  func labelRange() throws {
    try write()
    try folder.write(IDXBytes.header([5]) + [0, 9, 3, 10, 200], to: "train-labels-idx1-ubyte")
    expectDataError(.malformed, "labels from 0 to 9", "found 10 for image 3") { _ = try load() }
  }

  @Test("labels of a set with more classes are told from damage", arguments: [UInt8(26), 46, 61])
  func otherSet(highest: UInt8) throws {
    try write()
    try folder.write(IDXBytes.header([5]) + [0, 12, 3, highest, 1], to: "train-labels-idx1-ubyte")
    expectDataError(
      .malformed, "found 12 for image 1 and labels up to \(highest)",
      "name the set that they are of"
    ) { _ = try load() }
  }

  @Test("headers and labels of all files are checked before the pixels of any")
  func labelsFirst() throws {
    try write()
    try folder.write(gzip(IDXBytes.images(5)).dropLast(3), to: "train-images-idx3-ubyte")
    try folder.write(IDXBytes.header([2]) + [10, 0], to: "t10k-labels-idx1-ubyte")
    expectDataError(.malformed, "t10k-labels-idx1-ubyte", "found 10 for image 0") { _ = try load() }
    try folder.write(IDXBytes.labels(2), to: "t10k-labels-idx1-ubyte")
    expectDataError(.malformed, "train-images-idx3-ubyte", "whole gzip data") { _ = try load() }
  }

  @Test("images of another size are refused")
  func imageSize() throws {
    try write()
    try folder.write(IDXBytes.images(2, rows: 28, columns: 27), to: "t10k-images-idx3-ubyte")
    expectDataError(.malformed, "t10k-images-idx3-ubyte", "28 × 28", "found 28 × 27") { _ = try load() }
  }

  @Test("labels where images should be, and the reverse, are found")
  func exchanged() throws {
    try write()
    try folder.write(IDXBytes.labels(5), to: "train-images-idx3-ubyte")
    expectDataError(.malformed, "train-images-idx3-ubyte", "one of labels") { _ = try load() }
  }

  @Test("a folder in a file's place is refused")
  func folderForFile() throws {
    try folder.write([1], to: "train-images-idx3-ubyte/inside")
    try folder.write(IDXBytes.labels(5), to: "train-labels-idx1-ubyte")
    expectDataError(.inaccessible, "train-images-idx3-ubyte: expected a file, found a folder") { _ = try load() }
  }
}
