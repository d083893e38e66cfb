import Testing

@testable import ConcordData

@Suite("Sets in the form of MNIST")
struct MNISTLikeTests {
  @Test("each is read by its own names, with as many classes as it has", arguments: MNIST.all)
  func read(set: MNIST) throws {
    let folder = try TemporaryFolder()
    for (prefix, count) in [(set.prefixes.train, 5), (set.prefixes.test, 2)] {
      try folder.write(IDXBytes.images(count), to: "\(set.folder)/\(prefix)-images-idx3-ubyte")
      var labels = IDXBytes.labels(count)
      labels[labels.count - 1] = UInt8(set.classNames.count - 1)
      try folder.write(labels, to: "\(set.folder)/\(prefix)-labels-idx1-ubyte")
    }
    let loaded = try DatasetCatalog.load(set.name, dataDirectory: folder.path)
    #expect(loaded.name == set.name && loaded.train.count == 5 && loaded.test.count == 2)
    #expect(loaded.classCount == Set(set.classNames).count && loaded.test.labels.last == Int32(loaded.classCount - 1))
    #expect(try DatasetCatalog.shape(of: set.name) == DatasetShape(imageShape: [1, 28, 28], classCount: loaded.classCount))
    #expect(try DatasetCatalog.place(of: set.name, dataDirectory: folder.path) == "\(folder.path)/\(set.folder)")
  }

  @Test("one that has no download and is not there is said to be missing, without a try")
  func missing() async throws {
    let folder = try TemporaryFolder()
    let error = await #expect(throws: DataError.self) {
      try await DatasetCatalog.loadOrDownload("kmnist", at: .cache(folder.path), sources: .standard) { _ in }
    }
    #expect(error?.code == .notFound && error?.expected.contains("train-images-idx3-ubyte") == true)
    #expect(try folder.names.isEmpty)
  }
}
