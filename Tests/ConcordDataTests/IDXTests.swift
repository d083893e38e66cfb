import Testing

@testable import ConcordData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("IDX files")
struct IDXTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ kind: IDX.Kind, at path: String) throws -> (dimensions: [Int], bytes: [UInt8]) {
    var file = try IDX(kind, at: path)
    return (file.dimensions, try file.bytes())
  }

  private func read(_ kind: IDX.Kind, _ bytes: [UInt8], name: String = "file") throws -> (dimensions: [Int], bytes: [UInt8]) {
    try read(kind, at: folder.write(bytes, to: name))
  }

  @Test("images come with their dimensions, first pixel first")
  func images() throws {
    let contents = try read(.images, IDXBytes.images(3, rows: 2, columns: 5))
    #expect(contents.dimensions == [3, 2, 5])
    #expect(contents.bytes == (0..<3).flatMap { n in (0..<10).map { UInt8(7 * n + $0) } })
  }

  @Test("labels come in order")
  func labels() throws {
    let contents = try read(.labels, IDXBytes.labels(12))
    #expect(contents.dimensions == [12])
    #expect(contents.bytes == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
  }

  @Test("gzip gives the same, whatever the name", arguments: ["file.gz", "file"])
  func gzipped(name: String) throws {
    let contents = try read(.images, gzip(IDXBytes.images(4)), name: name)
    #expect(contents.dimensions == [4, 28, 28])
    #expect(contents.bytes == Array(IDXBytes.images(4)[16...]))
  }

  @Test("gzip data in two members are one file")
  func members() throws {
    let bytes = IDXBytes.images(4)
    let contents = try read(.images, gzip(Array(bytes[..<100])) + gzip(Array(bytes[100...])))
    #expect(contents.bytes == Array(bytes[16...]))
  }

  @Test("more than a read's piece is read whole, plain and gzip", arguments: [false, true])
  func large(isPacked: Bool) throws {
    let bytes = IDXBytes.images(3001)
    let contents = try read(.images, isPacked ? gzip(bytes) : bytes)
    #expect(contents.bytes.count == 3001 * 784)
    #expect(contents.bytes == Array(bytes[16...]))
  }

  @Test("a file of the other kind is named as what it is")
  func otherKind() {
    expectDataError(.malformed, "/file", "an IDX file of images (00 00 08 03)", "one of labels (00 00 08 01)") {
      _ = try read(.images, IDXBytes.labels(3))
    }
    expectDataError(.malformed, "an IDX file of labels (00 00 08 01)", "one of images (00 00 08 03)") {
      _ = try read(.labels, IDXBytes.images(3))
    }
  }

  @Test("other element types and other files are refused")
  func otherMagic() {
    expectDataError(.malformed, "one of binary32 numbers in 3 dimensions (00 00 0d 03)") {
      _ = try read(.images, IDXBytes.header(type: 0x0d, [1, 1, 1]) + [0, 0, 0, 0])
    }
    expectDataError(.malformed, "no IDX file (89 50 4e 47)") { _ = try read(.images, [0x89, 0x50, 0x4e, 0x47, 1, 2]) }
    expectDataError(.malformed, "no IDX file (00 00)") { _ = try read(.images, [0, 0]) }
  }

  @Test("a file cut at any place is refused, plain and gzip")
  func truncated() {
    let bytes = IDXBytes.images(2, rows: 3, columns: 3)
    for count in 0..<bytes.count {
      expectDataError(.malformed) { _ = try read(.images, Array(bytes[..<count])) }
    }
    let packed = gzip(bytes)
    for count in 0..<packed.count {
      expectDataError(.malformed) { _ = try read(.images, Array(packed[..<count])) }
    }
  }

  @Test("the message of a file that is cut says how long it is and should be")
  func truncatedMessage() {
    expectDataError(.malformed, "expected 16 + 2 × 3 × 3 bytes, as the header says, found 33; fetch the file again") {
      _ = try read(.images, IDXBytes.images(2, rows: 3, columns: 3).dropLast())
    }
    expectDataError(.malformed, "expected whole gzip data, found damaged ones (they end too early)") {
      _ = try read(.images, gzip(IDXBytes.images(20)).dropLast(9))
    }
  }

  @Test("bytes after the last one are refused, plain, packed and behind the gzip data")
  func trailing() {
    let bytes = IDXBytes.images(2, rows: 3, columns: 3)
    expectDataError(.malformed, "16 + 2 × 3 × 3 bytes", "found 35") { _ = try read(.images, bytes + [0]) }
    expectDataError(.malformed, "16 + 2 × 3 × 3 bytes", "found more") { _ = try read(.images, gzip(bytes + [0])) }
    expectDataError(.malformed, "damaged ones (incorrect header check)") { _ = try read(.images, gzip(bytes) + [1, 2, 3]) }
  }

  @Test("a changed bit in gzip data is noticed, or stands where it says nothing of the content")
  func damagedGzip() throws {
    let bytes = IDXBytes.images(2, rows: 3, columns: 3)
    let packed = gzip(bytes)
    var unnoticed = 0
    for position in packed.indices {
      var damaged = packed
      damaged[position] ^= 0x10
      do {
        #expect(try read(.images, damaged, name: "file.gz").bytes == Array(bytes[16...]))
        unnoticed += 1
      } catch let error as DataError {
        #expect(error.code == .malformed)
      }
    }
    // RFC 1952: time, extra flags and system, bytes 4 … 9; RFC 1951: the unused bits of the last byte of the data.
    #expect(unnoticed <= 7)
    var damaged = packed
    damaged[damaged.count - 5] ^= 1
    expectDataError(.malformed, "damaged ones (incorrect data check)") { _ = try read(.images, damaged) }
  }

  @Test("a name that ends in .gz promises gzip")
  func notGzip() {
    expectDataError(.malformed, "/file.gz", "gzip data, as the name says", "take the .gz off its name") {
      _ = try read(.images, IDXBytes.images(1), name: "file.gz")
    }
  }

  @Test("a header that promises terabytes is refused without taking them", arguments: [false, true])
  func absurdDimensions(isPacked: Bool) {
    for dimensions: [UInt32] in [[1 << 20, 1 << 11, 1 << 11], [.max, .max, .max]] {
      let bytes = IDXBytes.header(dimensions) + [1, 2, 3]
      expectDataError(.malformed, "\(dimensions[0]) × \(dimensions[1]) × \(dimensions[2])") {
        _ = try read(.images, isPacked ? gzip(bytes) : bytes)
      }
    }
  }

  @Test("what gzip data may unpack to is 64 MiB and 8 times their size, whatever the header says; the remedy is gunzip")
  func bomb() throws {
    // Zeros, in members of 16 MiB: together 160 MiB in 160 kB.
    let zeros = gzip([UInt8](repeating: 0, count: 1 << 24))
    let members = (0..<10).flatMap { _ in zeros }
    let count = UInt32(10 << 24)
    expectDataError(.malformed, "at most", "64 MiB and 8 times", "found 16 + \(count) × 1 × 1 bytes", "gunzip") {
      _ = try read(.images, gzip(IDXBytes.header([count, 1, 1])) + members)
    }
    // A header that says less than there is.
    expectDataError(.malformed, "16 + 1000 × 1 × 1 bytes", "found more") {
      _ = try read(.images, gzip(IDXBytes.header([1000, 1, 1])) + members)
    }
    // What really unpacks to less, is read.
    #expect(try read(.images, gzip(IDXBytes.header([3 << 24, 1, 1])) + zeros + zeros + zeros).bytes.count == 3 << 24)
  }

  @Test("a reader that goes on after the limit of gzip data is stopped")
  func unpackedLimit() throws {
    let zeros = gzip([UInt8](repeating: 0, count: 1 << 24))
    var file = try SourceFile(path: folder.write((0..<10).flatMap { _ in zeros }, to: "zeros"))
    #expect(file.contentLimit == 64 << 20 + 80 * zeros.count)
    var count = 0
    expectDataError(.malformed, "64 MiB and 8 times", "found more") {
      while case let bytes = try file.bytes(upTo: 1 << 20), !bytes.isEmpty { count += bytes.count }
    }
    #expect(count >= 64 << 20 && count <= file.contentLimit)
  }

  @Test("a dimension of 0 is refused")
  func zeroDimension() {
    expectDataError(.malformed, "dimensions that a file can have, found 0 × 28 × 28") {
      _ = try read(.images, IDXBytes.images(0))
    }
    expectDataError(.malformed, "3 × 0 × 28") { _ = try read(.images, IDXBytes.header([3, 0, 28])) }
  }

  @Test("an empty file, a folder, a missing file and a pipe are told apart")
  func noFile() throws {
    expectDataError(.malformed, "found an empty file") { _ = try read(.images, []) }
    expectDataError(.inaccessible, "found a folder") { _ = try read(.images, at: folder.path) }
    expectDataError(.notFound, "/missing", "no such file") { _ = try read(.images, at: folder.path + "/missing") }
    expectDataError(.inaccessible, "found a device") { _ = try read(.images, at: "/dev/zero") }
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    expectDataError(.inaccessible, "found a named pipe") { _ = try read(.images, at: folder.path + "/pipe") }
    expectDataError(.inaccessible, "NUL character") { _ = try read(.images, at: folder.path + "/pipe\0.png") }
  }
}
