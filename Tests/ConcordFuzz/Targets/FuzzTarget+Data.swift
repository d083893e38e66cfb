import Concord
import Foundation

extension FuzzTarget {
  /// The formats of images and labels.
  static let dataTargets = [mnist, cifar10, png, jpeg]

  /// Four IDX files, two of them gzip.
  private static let mnist = FuzzTarget(name: "mnist", suffix: nil) { path in
    _ = try DatasetCatalog.load("mnist", dataDirectory: path)
  }

  /// Three files of labelled rows, two of them gzip.
  private static let cifar10 = FuzzTarget(name: "cifar10", suffix: nil) { path in
    _ = try DatasetCatalog.load("cifar10", dataDirectory: path)
  }

  /// The one picture of a folder of pictures, for training and for test.
  private static let png = FuzzTarget(
    name: "png", suffix: "png", words: ["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "tEXt", "NOPE"], repair: withChecksums
  ) { path in
    _ = try DatasetCatalog.load(pictures(of: path), dataDirectory: nil)
  }

  /// The same for JPEG, resized. What its frame header says of its size is taken from the second bytes on: at most 15 bytes a pixel, of
  /// which six are a progressive file's coefficients in whole blocks, and the threads of the processor.
  private static let jpeg = FuzzTarget(
    name: "jpeg", suffix: "jpg", words: ["Exif\0\0II*\0", "\u{12}\u{1}", "JFIF", "Adobe"], promise: jpegPromise
  ) { path in
    let reading = ImageReading(colour: .rgb, size: try .init(height: 16, width: 16), filter: .lanczos)
    _ = try DatasetCatalog.load(pictures(of: path), dataDirectory: nil, options: DatasetOptions(reading: reading))
  }

  /// Bytes for the largest frame that any marker in a file says, within the limit of pixels.
  private static func jpegPromise(_ bytes: [UInt8]) -> Int {
    var most = 0
    for place in bytes.indices.dropLast(9) where bytes[place] == 0xff && (0xc0...0xc2).contains(bytes[place + 1]) {
      let (height, width) = (
        Int(bytes[place + 5]) << 8 | Int(bytes[place + 6]), Int(bytes[place + 7]) << 8 | Int(bytes[place + 8])
      )
      let pixels = (height + 32) * (width + 32)
      if height * width <= 1 << 26 { most = max(most, 2 * 20 * pixels) }
    }
    return most
  }

  /// A folder of pictures whose only one is at a path, for training and for test.
  private static func pictures(of path: String) throws -> String {
    let file = URL(fileURLWithPath: path)
    let folder = file.deletingLastPathComponent().appendingPathComponent("pictures").path
    if !FileManager.default.fileExists(atPath: folder) {
      for part in ["train", "test"] {
        let place = "\(folder)/\(part)/class"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: "\(place)/1.\(file.pathExtension)", withDestinationPath: path)
      }
    }
    return folder
  }

  /// A PNG file with the right checksum in each chunk whose length is within the file.
  private static func withChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var start = 8
    while bytes.count - start >= 12 {
      let length = bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - start - 12 else { break }
      let end = start + 8 + length
      let checksum = checksum(bytes[(start + 4)..<end])
      for place in 0..<4 { bytes[end + place] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32(place))) }
      start = end + 4
    }
    return bytes
  }

  /// CRC-32, bit by bit.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xedb8_8320 }
    }
    return ~sum
  }
}
