/// Images whose bytes are in memory.
struct StoredImages: ImageSource {
  let imageShape: [Int]
  /// N × C × H × W bytes, contiguous.
  let pixels: [UInt8]
  let labels: [Int32]

  func readPixels(of index: Int, into bytes: UnsafeMutableBufferPointer<UInt8>) {
    pixels.withUnsafeBufferPointer { pixels in
      let first = index * bytes.count
      _ = bytes.update(fromContentsOf: pixels[first..<(first + bytes.count)])
    }
  }
}
