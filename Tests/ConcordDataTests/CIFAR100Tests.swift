import Testing

@testable import ConcordData

@Suite("CIFAR-100")
struct CIFAR100Tests {
  private func row(coarse: UInt8, fine: UInt8, first: UInt8) -> [UInt8] {
    [coarse, fine] + (0..<3072).map { first &+ UInt8(truncatingIfNeeded: $0) }
  }

  @Test("rows have two labels, of which the fine one counts; from memory and from disk")
  func rows() throws {
    let folder = try TemporaryFolder()
    try folder.write(row(coarse: 1, fine: 99, first: 5) + row(coarse: 19, fine: 0, first: 6), to: "cifar100/train.bin")
    try folder.write(row(coarse: 0, fine: 42, first: 7), to: "cifar100/test.bin")
    for memory in [0, 1 << 20] {
      let loaded = try DatasetCatalog.load("cifar100", dataDirectory: folder.path, imageMemory: memory)
      #expect(loaded.train.labels == [99, 0] && loaded.test.labels == [42] && loaded.classNames[42] == "leopard")
      #expect(loaded.train.pixels.prefix(2) == [5, 6] && loaded.train.pixels[3072] == 6)
    }
    try folder.write(row(coarse: 0, fine: 100, first: 7), to: "cifar100/test.bin")
    expectDataError(.malformed, "test.bin", "labels from 0 to 99", "100 for image 0") {
      _ = try DatasetCatalog.load("cifar100", dataDirectory: folder.path)
    }
    try folder.write([UInt8](repeating: 0, count: 3073), to: "cifar100/test.bin")
    expectDataError(.malformed, "test.bin", "rows of 3074 bytes, two labels") {
      _ = try DatasetCatalog.load("cifar100", dataDirectory: folder.path)
    }
  }
}
