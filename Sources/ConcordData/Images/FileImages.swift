/// Images that stand as bytes in files, one file after another, and are read when they are asked for.
struct FileImages: ImageSource {
  let imageShape: [Int]
  let labels: [Int32]
  let files: [ImageRows]

  func readPixels(of index: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) throws {
    var row = index
    for file in files {
      if row < file.count { return try file.read(row, into: bytes) }
      row -= file.count
    }
    preconditionFailure("as many images as labels")
  }
}
