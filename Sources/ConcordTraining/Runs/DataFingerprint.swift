import ConcordData
import ConcordDigest
import ConcordKit

/// SHA-256 of the samples of a data set as they are before anything random is done to them: decoders of other versions, or files that
/// were changed, show. Hashed of each part: the number of samples as 64 bits, and of each sample its bytes and its label as 32.
public struct DataFingerprint: Codable, Sendable, Equatable {
  /// SHA-256 of the training part, in hex.
  public var train: String
  /// SHA-256 of the test part, in hex.
  public var test: String
  /// Left out where there is no such part.
  public var validation: String?
  /// Of training, test and validation part, one after another.
  public var all: String

  /// Of a data set; reads all its samples.
  public init(_ dataset: Dataset) throws {
    let all = SHA256()
    train = try Self.sha256(dataset.train, all)
    test = try Self.sha256(dataset.test, all)
    validation = if let part = dataset.validation { try Self.sha256(part, all) } else { nil }
    self.all = all.hex()
  }

  /// Of one part.
  static func sha256(_ part: any DataSource) throws -> String { try sha256(part, SHA256()) }

  /// - Parameter all: Gets the same bytes.
  private static func sha256(_ part: any DataSource, _ all: borrowing SHA256) throws -> String {
    let own = SHA256()
    try read(part) { bytes in
      own.update(bytes)
      all.update(bytes)
    }
    return own.hex()
  }

  /// Images that are read together, by several threads.
  private static let chunk = 256

  private static func read(_ part: any DataSource, _ body: (UnsafeRawBufferPointer) -> Void) throws {
    withUnsafeBytes(of: UInt64(part.count).littleEndian, body)
    guard let images = part as? LabelledImages else {
      for index in 0..<part.count {
        try Batch(part, samples: [index]).withUnsafeBytes { inputs, targets in (inputs + targets).forEach(body) }
      }
      return
    }
    var start = 0
    while start < images.count {
      let pixels = try images.pixels(of: start..<min(images.count, start + chunk))
      for (place, image) in pixels.enumerated() {
        image.withUnsafeBytes(body)
        withUnsafeBytes(of: images.labels[start + place].littleEndian, body)
      }
      start += chunk
    }
  }
}
