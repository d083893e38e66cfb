import Testing

@testable import ConcordData

@Suite("The catalogue of data sets")
struct DatasetCatalogTests {
  @Test("an unknown name gets the list of known ones", arguments: ["imagenet", "", "MNIST"])
  func unknown(name: String) {
    expectDataError(.unknownDataset, "digits, mnist, cifar10", "found '\(name)'") {
      _ = try DatasetCatalog.load(name, dataDirectory: nil)
    }
  }

  @Test("every listed name is known")
  func names() throws {
    let folder = try TemporaryFolder()
    for name in DatasetCatalog.names {
      do {
        #expect(try DatasetCatalog.load(name, dataDirectory: folder.path).name == name)
      } catch {
        #expect(error.code == .notFound)
      }
    }
  }

  @Test("digits needs no folder, not even one that is named wrongly")
  func digits() throws {
    #expect(try DatasetCatalog.load("digits", dataDirectory: "/nowhere").name == "digits")
  }

  @Test("digits is never downloaded, and a wrong name is said before anything is looked for")
  func withoutDownload() async throws {
    #expect(try await DatasetCatalog.loadOrDownload("digits", dataDirectory: "/nowhere").name == "digits")
    let error = await #expect(throws: DataError.self) {
      try await DatasetCatalog.loadOrDownload("imagenet", dataDirectory: "/nowhere")
    }
    #expect(error?.code == .unknownDataset)
  }

  @Test("every listed data set has an origin; where its files are is found by the first of them")
  func origin() throws {
    let folder = try TemporaryFolder()
    for name in DatasetCatalog.names { #expect(try !DatasetCatalog.origin(of: name).licence.isEmpty) }
    #expect(try DatasetCatalog.place(of: "digits", dataDirectory: folder.path) == "")
    #expect(try DatasetCatalog.place(of: "mnist", dataDirectory: folder.path) == nil)
    #expect(try DatasetCatalog.place(of: "mnist", dataDirectory: folder.path + "/none") == nil)
    try folder.write([1], to: "mnist/train-images-idx3-ubyte.gz")
    try folder.write([1], to: "test_batch.bin")
    #expect(try DatasetCatalog.place(of: "mnist", dataDirectory: folder.path) == folder.path + "/mnist")
    #expect(try DatasetCatalog.place(of: "cifar10", dataDirectory: folder.path) == folder.path)
    expectDataError(.unknownDataset, "'imagenet'") { _ = try DatasetCatalog.origin(of: "imagenet") }
    expectDataError(.unknownDataset, "'imagenet'") { _ = try DatasetCatalog.place(of: "imagenet", dataDirectory: nil) }
  }

  @Test("the shape that is known beforehand is that of the loaded images")
  func shape() throws {
    let digits = try DatasetCatalog.load("digits", dataDirectory: nil)
    #expect(try DatasetCatalog.shape(of: "digits").imageShape == digits.inputShape)
    #expect(try DatasetCatalog.shape(of: "mnist").imageShape == MNIST.imageShape)
    #expect(try DatasetCatalog.shape(of: "cifar10").imageShape == CIFAR10.imageShape)
    for name in ["digits", "mnist", "cifar10", "kmnist"] { #expect(try DatasetCatalog.shape(of: name).classCount == 10) }
    expectDataError(.unknownDataset, "'imagenet'") { _ = try DatasetCatalog.shape(of: "imagenet") }
  }
}
