/// Images in PNG files, decoded when they are asked for.
struct PNGImages: ImageSource {
  let imageShape: [Int]
  let files: [ImageFolderFiles.File]
  /// The file that set the shape.
  let first: String

  var labels: [Int32] { files.map(\.label) }

  func readPixels(of index: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) throws {
    try PNG.read(at: files[index].path, expecting: (imageShape, first), into: bytes)
  }
}
