/// Images whose bytes are in memory.
struct StoredImages: WholeImageSource {
  let imageShape: [Int]
  /// N × C × H × W bytes, contiguous.
  let pixels: [UInt8]
  let labels: [Int32]
  /// Where they were read from, in their own sizes; nil where these are their own.
  var whole: (any ImageSource)?

  func readPixels(of index: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) {
    pixels.withUnsafeBufferPointer { pixels in
      let first = index * bytes.count
      _ = bytes.update(fromContentsOf: pixels[first..<(first + bytes.count)])
    }
  }

  func wholePicture(of index: Int) throws -> Picture { try whole?.picture(of: index) ?? storedPicture(of: index) }
}
