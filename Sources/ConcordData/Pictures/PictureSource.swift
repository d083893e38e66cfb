/// Pictures of any sizes, each of a class: what `ReadImages` makes images of one size of.
protocol PictureSource: Sendable {
  var labels: [Int32] { get }
  /// In its own size and colours.
  ///
  /// - Parameter keepsAlpha: Whether what is transparent is read; refused otherwise.
  func picture(_ index: Int, keepsAlpha: Bool) throws -> Picture
  /// Where a picture is from, for messages.
  func origin(of index: Int) -> String
}

/// Pictures in files, decoded when they are asked for.
struct PictureFiles: PictureSource {
  let files: [ImageFolderFiles.File]
  var labels: [Int32] { files.map(\.label) }

  func picture(_ index: Int, keepsAlpha: Bool) throws -> Picture {
    try PictureFile.read(at: files[index].path, keepsAlpha: keepsAlpha)
  }

  func origin(of index: Int) -> String { files[index].path }
}

/// The images of another source.
struct SourcePictures: PictureSource {
  let source: any ImageSource
  let name: String
  var labels: [Int32] { source.labels }

  func picture(_ index: Int, keepsAlpha: Bool) throws -> Picture { try source.picture(of: index) }
  func origin(of index: Int) -> String { "image \(index) of \(name)" }
}
