import ConcordFiles

/// Where the downloadable data sets come from.
struct DownloadSources: Sendable {
  var mnist: [RemoteFile]
  var cifar10: RemoteFile

  /// The hosts that have served these files for years.
  static let standard = DownloadSources(
    mnist: [
      mnist("train-images-idx3-ubyte.gz", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
      mnist("train-labels-idx1-ubyte.gz", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
      mnist("t10k-images-idx3-ubyte.gz", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
      mnist("t10k-labels-idx1-ubyte.gz", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ],
    cifar10: RemoteFile(
      name: "cifar-10-binary.tar.gz",
      mirrors: [
        "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
        "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz",
      ],
      sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", isHashedUnpacked: false))

  private static func mnist(_ name: String, _ sha256: String) -> RemoteFile {
    RemoteFile(
      name: name,
      mirrors: [
        "https://ossci-datasets.s3.amazonaws.com/mnist/\(name)",
        "https://storage.googleapis.com/cvdf-datasets/mnist/\(name)",
      ],
      sha256: sha256, isHashedUnpacked: true)
  }

  /// Downloads what is missing of a data set into `folder`, where its reader finds it.
  ///
  /// Two processes that download into the same folder take turns; the later one finds the files there.
  func download(
    _ name: String, into folder: String, report: @escaping @Sendable (DownloadEvent) -> Void
  ) async throws(DataError) {
    try FileSystem.createFolder(folder)
    let lock = try await lock(folder)
    defer { withExtendedLifetime(lock) {} }
    switch name {
    case "mnist":
      let downloader = Downloader(folder: "\(folder)/mnist", report: report)
      for file in mnist { try await downloader.fetch(file) }
    case "cifar10":
      let downloader = Downloader(folder: folder, report: report)
      try await downloader.fetchAndUnpack(cifar10, content: CIFAR10.archiveFolder)
    default:
      preconditionFailure("'\(name)' has no download")
    }
  }

  private func lock(_ folder: String) async throws(DataError) -> FolderLock {
    do {
      return try await FolderLock.waiting(folder)
    } catch let error as FileError {
      throw DataError(
        .inaccessible, folder, expected: "a folder that can be written to and locked", found: "one that \(error.problem)",
        remedy: "or name a folder that holds the data with --data-dir")
    } catch {
      throw Downloader.stopped(folder)
    }
  }
}
