import ConcordKit
import Synchronization

extension ReadImages {
  /// What a picture is worth to a thread: some milliseconds.
  private var work: Int { labels.count.multipliedSaturating(by: 1_000_000) }

  /// The bytes of all images, N × C × H × W, read by several threads; and why some cannot be read, whose bytes mean nothing.
  func decoded() -> (pixels: [UInt8], failures: [Int: DataError]) {
    let count = imageShape.reduce(1, *)
    let failures = Mutex([Int: DataError]())
    var pixels = [UInt8](repeating: 0, count: count * labels.count)
    pixels.withUnsafeMutableBufferPointer { pixels in
      nonisolated(unsafe) let pixels = pixels
      ParallelWork.forRanges(of: labels.count, work: work) { range in
        for index in range {
          let bytes = UnsafeMutableBufferPointer(rebasing: pixels[(index * count)..<((index + 1) * count)])
          if let failure = failure(of: index, { try readPixels(of: index, into: bytes) }) {
            failures.withLock { $0[index] = failure }
          }
        }
      }
    }
    return (pixels, failures.withLock { $0 })
  }

  /// Why some images cannot be read: by the headers of their files, or by reading all of them.
  func tried(wholly: Bool) -> [Int: DataError] {
    let failures = Mutex([Int: DataError]())
    ParallelWork.forRanges(of: labels.count, work: work) { range in
      let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: wholly ? imageShape.reduce(1, *) : 0)
      defer { memory.deallocate() }
      for index in range {
        let failure = failure(of: index) {
          if wholly { return try readPixels(of: index, into: memory) }
          let path = pictures.origin(of: index)
          try Self.check(reading.shape(of: PictureFile.shape(at: path)), imageShape, path, as: origin, reading)
        }
        if let failure { failures.withLock { $0[index] = failure } }
      }
    }
    return failures.withLock { $0 }
  }

  private func failure(of index: Int, _ body: () throws -> Void) -> DataError? {
    do {
      try body()
      return nil
    } catch let error as DataError {
      return error
    } catch {
      return DataError(
        .inaccessible, pictures.origin(of: index), expected: "to read it", found: "\(error)", remedy: "replace the file")
    }
  }

  /// The images, read once and kept in memory.
  func kept(_ name: String) throws(DataError) -> StoredImages {
    try PixelMemory.require(labels.count * imageShape.reduce(1, *), for: name)
    let (pixels, failures) = decoded()
    if let failure = failures.min(by: { $0.key < $1.key }) { throw failure.value }
    return StoredImages(imageShape: imageShape, pixels: pixels, labels: labels, whole: self)
  }
}
