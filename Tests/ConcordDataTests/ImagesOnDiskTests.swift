import Testing

@testable import ConcordData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Data sets that do not stay in memory, because they are larger than what may.
@Suite("Images that are read as they are needed")
struct ImagesOnDiskTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The data set from memory and from disk, found equal in every image and label.
  private func expectSame(_ name: String) throws -> Dataset {
    let kept = try DatasetCatalog.load(name, dataDirectory: folder.path)
    let read = try DatasetCatalog.load(name, dataDirectory: folder.path, imageMemory: 0)
    #expect(kept.images?.train.source is StoredImages)
    #expect(!(read.images?.train.source is StoredImages) && !(read.images?.test.source is StoredImages))
    for (one, other) in [(kept.train, read.train), (kept.test, read.test)] {
      #expect(one.count > 0 && one.labels == other.labels)
      let samples = Array((0..<one.count).reversed())
      #expect(try Batch(one, samples: samples).input(as: Float.self) == Batch(other, samples: samples).input())
      #expect(one.pixels == other.pixels)
    }
    return read
  }

  private func writeMNIST(pack: ([UInt8]) -> [UInt8] = { $0 }) throws {
    for (prefix, count) in [("train", 5), ("t10k", 2)] {
      try folder.write(pack(IDXBytes.images(count)), to: "\(prefix)-images-idx3-ubyte")
      try folder.write(IDXBytes.labels(count), to: "\(prefix)-labels-idx1-ubyte")
    }
  }

  @Test("IDX files give the same images; a file that is cut off meanwhile is an error that names it")
  func idx() throws {
    try writeMNIST()
    let mnist = try expectSame("mnist")
    #expect(truncate(folder.path + "/train-images-idx3-ubyte", 16 + 4 * 784 + 100) == 0)
    #expect(try Batch(mnist.train, samples: [3, 0]).count == 2)
    expectDataError(.malformed, "train-images-idx3-ubyte: expected the 784 bytes of an image from byte 3152 on", "found 100") {
      _ = try rethrown { try Batch(mnist.train, samples: [4]) }
    }
  }

  @Test("the files of CIFAR-10 give the same images, each from its own file")
  func cifar() throws {
    func row(_ label: UInt8, _ first: UInt8) -> [UInt8] {
      [label] + (0..<3072).map { first &+ UInt8(truncatingIfNeeded: $0 / 7) }
    }
    try folder.write(row(3, 1) + row(9, 2), to: "data_batch_1.bin")
    try folder.write(row(0, 3), to: "data_batch_2.bin")
    try folder.write(row(1, 4) + row(2, 5) + row(5, 6), to: "data_batch_4.bin")
    try folder.write(row(7, 7) + row(8, 8), to: "test_batch.bin")
    #expect(try expectSame("cifar10").train.labels == [3, 9, 0, 1, 2, 5])
  }

  @Test("compressed files stay in memory, whatever their size")
  func compressed() throws {
    try writeMNIST(pack: gzip)
    let mnist = try DatasetCatalog.load("mnist", dataDirectory: folder.path, imageMemory: 0)
    #expect(mnist.images?.train.source is StoredImages)
  }

  @Test("what all images take together decides, the last byte included")
  func limit() throws {
    try writeMNIST()
    let exact = try DatasetCatalog.load("mnist", dataDirectory: folder.path, imageMemory: 7 * 784)
    #expect(exact.images?.train.source is StoredImages)
    let below = try DatasetCatalog.load("mnist", dataDirectory: folder.path, imageMemory: 7 * 784 - 1)
    #expect(below.images?.train.source is FileImages)
  }

  @Test("a folder of PNG files gives the same images; headers are checked when it is opened, pixels when they are read")
  func pictures() throws {
    func image(_ value: UInt8, width: Int = 2) -> PNGBytes {
      PNGBytes((0..<UInt8(3 * width)).map { value &+ 5 * $0 }, width: width, height: 1, channels: 3)
    }
    for number in 0..<10 { try folder.write(image(UInt8(20 * number)).file, to: "set/cat/\(number).png") }
    let path = folder.path + "/set"
    let pictures = try expectSame(path)

    var damaged = image(7)
    damaged.rows[0] = 9
    try folder.write(damaged.file, to: "set/cat/2.png")
    expectDataError(.malformed, "cat/2.png", "a filter type from 0 to 4, found 9") {
      _ = try DatasetCatalog.load(path, dataDirectory: nil)
    }
    let opened = try DatasetCatalog.load(path, dataDirectory: nil, imageMemory: 0)
    #expect(try Batch(opened.train, samples: [0, 1, 3]).count == 3)
    for train in [pictures.train, opened.train] {
      expectDataError(.malformed, "cat/2.png", "a filter type from 0 to 4, found 9") {
        _ = try rethrown { try Batch(train, samples: [0, 1, 2, 3]) }
      }
    }
    try FileSystem.remove(folder.path + "/set/cat/2.png")
    expectDataError(.notFound, "cat/2.png", "a file") { _ = try rethrown { try Batch(pictures.train, samples: [2]) } }

    try folder.write(image(0, width: 3).file, to: "set/cat/2.png")
    expectDataError(.malformed, "cat/2.png: expected 2 × 1 pixels in colour, as '", "cat/0.png' has", "found 3 × 1") {
      _ = try DatasetCatalog.load(path, dataDirectory: nil, imageMemory: 0)
    }
  }

  /// What a source throws, as the error of a data set.
  private func rethrown<Value>(_ body: () throws -> Value) throws(DataError) -> Value {
    do {
      return try body()
    } catch let error as DataError {
      throw error
    } catch {
      throw DataError(.malformed, "", expected: "an error of a data set", found: "\(error)", remedy: "")
    }
  }
}
