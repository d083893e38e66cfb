import ConcordDigest
import Foundation

@testable import ConcordData

/// What `scripts/make-picture-fixtures.py` wrote of Pillow's results.
enum PillowFixture {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures")

  /// The words of each line of a file.
  static func rows(_ name: String) throws -> [[String]] {
    try String(contentsOf: folder.appending(path: "pillow-\(name).txt"), encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
  }

  static func jpeg(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: "jpeg/\(name).jpg")))
  }

  /// The noise that the script makes.
  static func picture(channels: Int, height: Int, width: Int, seed: Int) -> Picture {
    let planes = (1...(channels * height * width)).map { number in
      UInt8(truncatingIfNeeded: (UInt32(truncatingIfNeeded: number) &* 2_654_435_761 &+ UInt32(seed) &* 40503) >> 24)
    }
    return Picture(height: height, width: width, planes: planes)
  }

  /// The start of the hash of a picture's planes.
  static func digest(_ picture: Picture) -> String { String(SHA256.hex(of: picture.planes).prefix(16)) }
}
