import ConcordDigest
import Testing

@testable import ConcordData

@Suite("The real data sets")
struct RealDataTests {
  private func counts(_ labels: [Int32]) -> [Int] {
    labels.reduce(into: [Int](repeating: 0, count: 10)) { $0[Int($1)] += 1 }
  }

  @Test(
    "MNIST has its published counts, first labels, mean and standard deviation",
    .enabled(if: RealData.has("mnist"), "CONCORD_DATA_DIR names no folder with a folder mnist"))
  func mnist() throws {
    let mnist = try DatasetCatalog.load("mnist", dataDirectory: RealData.folder)
    #expect(mnist.train.count == 60_000)
    #expect(mnist.test.count == 10_000)
    #expect(mnist.train.labels[..<10] == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(mnist.test.labels[..<10] == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    #expect(counts(mnist.train.labels) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])

    let pixels = mnist.train.pixels
    let (sum, squares) = pixels.reduce(into: (0, 0)) {
      $0.0 += Int($1)
      $0.1 += Int($1) * Int($1)
    }
    let mean = Double(sum) / 255 / Double(pixels.count)
    let deviation = (Double(squares) / (255 * 255) / Double(pixels.count) - mean * mean).squareRoot()
    #expect(abs(mean - 0.1307) < 0.000_05)
    #expect(abs(deviation - 0.3081) < 0.000_05)
  }

  @Test(
    "the checksums of the downloads are those of the real files' content",
    .enabled(if: RealData.has("mnist"), "CONCORD_DATA_DIR names no folder with a folder mnist"))
  func checksums() throws {
    let folder = "\(try #require(RealData.folder))/mnist"
    let search = try FileSearch(
      dataset: "mnist", below: folder, subfolders: [], landmark: ["train-images-idx3-ubyte"])
    for remote in DownloadSources.standard.mnist {
      var file = try SourceFile(path: search.require([String(remote.name.dropLast(3))]))
      let bytes = try file.bytes(upTo: .max)
      #expect(SHA256.hex(of: bytes) == remote.sha256)
      #expect(remote.isHashedUnpacked)
      #expect(remote.mirrors.count == 2)
    }
  }

  @Test(
    "CIFAR-10 has as many test images of each class, and its planes are pictures",
    .enabled(if: RealData.has("cifar10"), "CONCORD_DATA_DIR names no folder with a folder cifar10"))
  func cifar10() throws {
    let cifar10 = try DatasetCatalog.load("cifar10", dataDirectory: RealData.folder)
    #expect(Set(counts(cifar10.test.labels)) == [cifar10.test.count / 10])

    // In a picture neighbours are alike: along a row of a plane and from row to row, but not between columns of a plane
    // that is read with another width.
    let pixels = cifar10.test.pixels
    func difference(_ distance: Int) -> Double {
      let plane = 32 * 32
      var sum = 0
      for start in stride(from: 0, to: pixels.count, by: plane) {
        for place in start..<(start + plane - distance) { sum += abs(Int(pixels[place]) - Int(pixels[place + distance])) }
      }
      return Double(sum) / Double(pixels.count / plane * (plane - distance))
    }
    #expect(difference(1) < difference(16) / 2)
    #expect(difference(32) < difference(16) / 2)
  }
}
