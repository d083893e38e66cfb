/// Some of the images of another source.
struct ChosenImages: WholeImageSource {
  let base: any ImageSource
  let indices: [Int]
  let labels: [Int32]

  var imageShape: [Int] { base.imageShape }

  init(_ base: any ImageSource, _ indices: [Int]) {
    self.base = base
    self.indices = indices
    let all = base.labels
    labels = indices.map { all[$0] }
  }

  func readPixels(of index: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) throws {
    try base.readPixels(of: indices[index], into: bytes)
  }

  func wholePicture(of index: Int) throws -> Picture { try base.picture(of: indices[index]) }
}
