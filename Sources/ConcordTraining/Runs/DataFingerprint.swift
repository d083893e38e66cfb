import ConcordData
import ConcordDigest

/// SHA-256 of all samples of a data set as they are before anything random is done to them: decoders of other versions, or files that
/// were changed, show.
enum DataFingerprint {
  static func sha256(_ dataset: Dataset) throws -> String {
    let hash = SHA256()
    for part in [dataset.train, dataset.test] + (dataset.validation.map { [$0] } ?? []) { try add(part, to: hash) }
    return hash.hex()
  }

  private static func add(_ part: any DataSource, to hash: borrowing SHA256) throws {
    update(hash, UInt64(part.count).littleEndian)
    guard let images = part as? LabelledImages else {
      for index in 0..<part.count {
        try Batch(part, samples: [index]).withUnsafeBytes { inputs, targets in
          for bytes in inputs + targets { hash.update(bytes) }
        }
      }
      return
    }
    var pixels = [UInt8](repeating: 0, count: images.elementsPerImage)
    for index in 0..<images.count {
      try pixels.withUnsafeMutableBufferPointer { try images.source.readPixels(of: index, into: $0) }
      pixels.withUnsafeBytes { hash.update($0) }
      update(hash, images.labels[index].littleEndian)
    }
  }

  private static func update(_ hash: borrowing SHA256, _ value: some BitwiseCopyable) {
    withUnsafeBytes(of: value) { hash.update($0) }
  }
}
