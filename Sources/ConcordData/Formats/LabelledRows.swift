import ConcordKit
import Synchronization

/// Files of rows, each a label byte or two, of which the last counts, and then the pixels of one image: the binary versions of CIFAR-10 and
/// CIFAR-100, plain or gzip.
///
/// Such a file has no header. So each is read once to count its rows and to check their labels, and a plain one again for its pixels, when
/// all files are found whole. What was unpacked is kept, as unpacking takes longer than all else.
struct LabelledRows {
  private struct File {
    var path: String
    var labels: [Int32] = []
    /// Its rows, in pieces; nil where it is plain.
    var unpacked: [[UInt8]]?
  }

  private let imageShape: [Int]
  private let classCount: Int
  private let labelBytes: Int
  private var files: [File] = []

  /// More than this is no file of small images.
  private static let byteLimit = 1 << 30

  private var pixelsPerRow: Int { imageShape.reduce(1, *) }
  private var rowBytes: Int { labelBytes + pixelsPerRow }

  /// Bytes of the pixels of all rows.
  var pixelCount: Int { files.reduce(0) { $0 + $1.labels.count } * pixelsPerRow }

  private init(imageShape: [Int], classCount: Int, labelBytes: Int) {
    (self.imageShape, self.classCount, self.labelBytes) = (imageShape, classCount, labelBytes)
  }

  /// The rows of two parts, each of several files, one after another. Files are read at once, by several threads.
  static func parts(
    imageShape: [Int], classCount: Int, labelBytes: Int = 1, train: [String], test: [String]
  ) throws(DataError) -> (train: Self, test: Self) {
    let none = Self(imageShape: imageShape, classCount: classCount, labelBytes: labelBytes)
    let paths = train + test
    let read = Mutex([Result<File, DataError>?](repeating: nil, count: paths.count))
    // Each is worth a thread.
    ParallelWork.forRanges(of: paths.count, work: .max) { range in
      for index in range {
        let file = Result { () throws(DataError) in try none.scan(paths[index]) }
        read.withLock { $0[index] = file }
      }
    }
    var parts = (train: none, test: none)
    // The first that is no good is complained of.
    for (index, file) in read.withLock({ $0 }).enumerated() {
      guard let file = try file?.get() else { continue }
      if index < train.count { parts.train.files.append(file) } else { parts.test.files.append(file) }
    }
    return parts
  }

  /// The rows' images; to be called once, as what was unpacked goes into them.
  ///
  /// - Parameter inMemory: Otherwise they are read as they are needed, where no file is compressed.
  mutating func takeImages(inMemory: Bool) throws(DataError) -> any ImageSource {
    let labels = files.flatMap(\.labels)
    if !inMemory, files.allSatisfy({ $0.unpacked == nil }) {
      var rows: [ImageRows] = []
      for file in files {
        rows.append(ImageRows(try OpenFile(path: file.path), first: labelBytes, distance: rowBytes, count: file.labels.count))
      }
      return FileImages(imageShape: imageShape, labels: labels, files: rows)
    }
    try PixelMemory.require(pixelCount, for: files.first?.path ?? "")
    var pixels: [UInt8] = []
    pixels.reserveCapacity(pixelCount)
    for index in files.indices {
      if let pieces = files[index].unpacked.take() {
        for piece in pieces { append(piece, to: &pixels) }
      } else {
        var file = try SourceFile(path: files[index].path)
        while case let piece = try file.bytes(upTo: pieceBytes), !piece.isEmpty { append(piece, to: &pixels) }
      }
    }
    guard pixels.count == pixelCount else {
      throw malformed(files.first?.path ?? "", "files that changed while they were read")
    }
    return StoredImages(imageShape: imageShape, pixels: pixels, labels: labels)
  }

  /// What is read at a time.
  private var pieceBytes: Int { 256 * rowBytes }

  private func append(_ piece: [UInt8], to pixels: inout [UInt8]) {
    for start in stride(from: 0, through: piece.count - rowBytes, by: rowBytes) {
      pixels.append(contentsOf: piece[(start + labelBytes)..<(start + rowBytes)])
    }
  }

  /// Goes through the rows of a file and keeps their labels, found to be some, and what was unpacked.
  private func scan(_ path: String) throws(DataError) -> File {
    var file = try SourceFile(path: path)
    var found = File(path: path)
    // A length that is known is checked before anything is read.
    if !file.isCompressed { try check(byteCount: file.storedByteCount, path) }
    var unpacked: [[UInt8]] = []
    var byteCount = 0
    while true {
      try PixelMemory.require(pieceBytes, for: path)
      let piece = try file.bytes(upTo: pieceBytes)
      byteCount += piece.count
      guard byteCount <= Self.byteLimit else { throw malformed(path, "\(Self.byteLimit) bytes or more") }
      for start in stride(from: 0, through: piece.count - rowBytes, by: rowBytes) {
        found.labels.append(
          Int32(
            try Labels.check(
              piece[start + labelBytes - 1], of: found.labels.count, classCount: classCount, path: path)))
      }
      let isLast = piece.count < pieceBytes
      if file.isCompressed { unpacked.append(piece) }
      if isLast { break }
    }
    try check(byteCount: byteCount, path)
    if file.isCompressed { found.unpacked = unpacked }
    return found
  }

  private func check(byteCount: Int, _ path: String) throws(DataError) {
    guard byteCount > 0, byteCount.isMultiple(of: rowBytes), byteCount <= Self.byteLimit else {
      throw malformed(
        path,
        byteCount <= Self.byteLimit
          ? "\(byteCount) bytes, that is \(byteCount / rowBytes) rows and \(byteCount % rowBytes) bytes" : "\(byteCount) bytes")
    }
  }

  private func malformed(_ path: String, _ found: String) -> DataError {
    DataError(
      .malformed, path,
      expected:
        "whole rows of \(rowBytes) bytes, \(labelBytes == 1 ? "a label" : "two labels") and \(pixelsPerRow) pixels, and at most \(Self.byteLimit) bytes",
      found: found,
      remedy: "fetch the file again, and check that it is of the set: CIFAR-10 has rows of one label, CIFAR-100 of two")
  }
}
