import Testing

@testable import ConcordData

@Suite("cifar10 from files")
struct CIFAR10Tests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A row whose red, green and blue pixels are all `value`, `value` + 1 and `value` + 2.
  private func row(_ label: UInt8, _ value: UInt8) -> [UInt8] {
    [label] + (0..<3).flatMap { [UInt8](repeating: value + $0, count: 1024) }
  }

  private func load() throws -> Dataset { try DatasetCatalog.load("cifar10", dataDirectory: folder.path) }

  @Test(
    "training files that are there are joined in order, in any of the three places",
    arguments: ["", "cifar10/", "cifar-10-batches-bin/"])
  func places(subfolder: String) throws {
    try folder.write(row(3, 30) + row(4, 40), to: subfolder + "data_batch_2.bin")
    try folder.write(gzip(row(9, 90)), to: subfolder + "data_batch_1.bin.gz")
    try folder.write(row(5, 50), to: subfolder + "data_batch_5.bin")
    try folder.write(row(0, 0), to: subfolder + "test_batch.bin")
    let cifar10 = try load()
    #expect(cifar10.inputShape == [3, 32, 32])
    #expect(cifar10.classNames[3] == "cat")
    #expect(cifar10.classCount == 10)
    #expect(cifar10.train.labels == [9, 3, 4, 5])
    #expect(cifar10.test.labels == [0])
    #expect(cifar10.train.pixels == [90, 30, 40, 50].flatMap { row(0, $0)[1...] })
  }

  @Test("pixels 0 and 255 become −1 and 1")
  func normalization() throws {
    try folder.write([1] + [UInt8](repeating: 255, count: 3072), to: "data_batch_1.bin")
    try folder.write([2] + [UInt8](repeating: 0, count: 3072), to: "test_batch.bin")
    let cifar10 = try load()
    for channel in 0..<3 {
      #expect(cifar10.normalization?.value(255, channel: channel) == 1)
      #expect(cifar10.normalization?.value(0, channel: channel) == -1)
    }
  }

  @Test("a wrong length is refused with what it holds", arguments: [-1, 1, -3073])
  func length(change: Int) throws {
    let rows = row(1, 10) + row(2, 20)
    try folder.write(row(0, 0), to: "test_batch.bin")
    if change == -3073 {
      try folder.write([], to: "data_batch_1.bin")
      expectDataError(.malformed, "data_batch_1.bin", "an empty file") { _ = try load() }
    } else {
      try folder.write(change > 0 ? rows + [0] : rows.dropLast(), to: "data_batch_1.bin")
      expectDataError(
        .malformed, "data_batch_1.bin", "rows of 3073 bytes", "\(6146 + change) bytes",
        change > 0 ? "2 rows and 1 bytes" : "1 rows and 3072 bytes"
      ) { _ = try load() }
    }
  }

  @Test("a gzip file of a wrong length, one that ends too early, and one that is no gzip are refused")
  func packed() throws {
    let rows = row(1, 10) + row(2, 20)
    try folder.write(gzip(row(0, 0)), to: "test_batch.bin.gz")
    try folder.write(gzip(rows + [0]), to: "data_batch_3.bin.gz")
    expectDataError(.malformed, "data_batch_3.bin.gz", "rows of 3073 bytes", "6147 bytes, that is 2 rows and 1 bytes") {
      _ = try load()
    }
    try folder.write(Array(gzip(rows).dropLast(9)), to: "data_batch_3.bin.gz")
    expectDataError(.malformed, "data_batch_3.bin.gz", "whole gzip data") { _ = try load() }
    try folder.write(rows, to: "data_batch_3.bin.gz")
    expectDataError(.malformed, "data_batch_3.bin.gz", "bytes that are not gzip") { _ = try load() }
  }

  @Test("gzip data that unpack to far more than their size are refused, as are wrong labels in them before that")
  func bomb() throws {
    try folder.write(row(0, 0), to: "test_batch.bin")
    func bomb(_ byte: UInt8) -> [UInt8] {
      let member = gzip([UInt8](repeating: byte, count: 3073 << 12))
      return (0..<20).flatMap { _ in member }
    }
    try folder.write(bomb(0), to: "data_batch_1.bin.gz")
    expectDataError(.malformed, "data_batch_1.bin.gz", "64 MiB and 8 times their size", "found more", "gunzip") {
      _ = try load()
    }
    try folder.write(bomb(11), to: "data_batch_1.bin.gz")
    expectDataError(.malformed, "data_batch_1.bin.gz", "found 11 for image 0") { _ = try load() }
  }

  @Test("every file is checked before the pixels of any are kept, and rows of CIFAR-100 are no rows of CIFAR-10")
  func otherRows() throws {
    try folder.write(row(0, 0), to: "test_batch.bin")
    try folder.write([1] + row(3, 30), to: "data_batch_1.bin")
    expectDataError(.malformed, "data_batch_1.bin", "3074 bytes, that is 1 rows and 1 bytes", "CIFAR-100") { _ = try load() }
  }

  @Test("a folder in the place of a file, and a sound file beside a damaged one, are refused with the path at fault")
  func wrongPlace() throws {
    try folder.write(row(0, 0), to: "test_batch.bin")
    try folder.write(row(1, 1), to: "data_batch_1.bin")
    try folder.write([1, 2, 3], to: "data_batch_4.bin")
    expectDataError(.malformed, "data_batch_4.bin", "3 bytes, that is 0 rows and 3 bytes") { _ = try load() }
    try FileSystem.remove(folder.path + "/data_batch_4.bin")
    try folder.write([1], to: "data_batch_2.bin/x")
    expectDataError(.inaccessible, "data_batch_2.bin", "found a folder") { _ = try load() }
  }

  @Test("a label above 9 is refused with its place")
  func label() throws {
    try folder.write(row(1, 10) + row(10, 20), to: "data_batch_1.bin")
    try folder.write(row(0, 0), to: "test_batch.bin")
    expectDataError(.malformed, "data_batch_1.bin", "labels from 0 to 9", "found 10 for image 1") { _ = try load() }
  }

  @Test("without the test file, or without any training file, the one that is missing is named")
  func missing() throws {
    expectDataError(.notFound, "test_batch.bin or test_batch.bin.gz", "--data-dir") { _ = try load() }
    try folder.write(row(0, 0), to: "cifar10/test_batch.bin")
    expectDataError(.notFound, "data_batch_1.bin or data_batch_1.bin.gz", "/cifar10'") { _ = try load() }
  }
}
