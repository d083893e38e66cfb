import ConcordFiles

/// A file of a data set open for reading, closed when it goes.
struct OpenFile: ~Copyable {
  let path: String
  let byteCount: Int
  private let file: RegularFile

  /// - Throws: `notFound`; `inaccessible` for what is no file or cannot be read.
  init(path: String) throws(DataError) {
    let file = try Self.open(path)
    self.path = path
    byteCount = file.byteCount
    self.file = file
  }

  private static func open(_ path: String) throws(DataError) -> RegularFile {
    switch try FileSystem.kind(of: path) {
    case .regular?: break
    case nil:
      throw DataError(
        .notFound, path, expected: "a file", found: "no such file or folder", remedy: "check the path")
    case let kind?:
      throw DataError(.inaccessible, path, expected: "a file", found: kind.rawValue, remedy: "put the file in its place")
    }
    do throws(FileError) {
      return try RegularFile(path)
    } catch {
      throw DataError(
        .inaccessible, path, expected: "a readable file", found: "one that \(error.problem)", remedy: "make it readable")
    }
  }

  /// Reads from byte `offset` until `buffer` is full or the file ends; the number of bytes read.
  borrowing func read(into buffer: UnsafeMutableBufferPointer<UInt8>, at offset: Int) throws(DataError) -> Int {
    do throws(FileError) {
      return try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
    } catch {
      throw DataError(
        .inaccessible, path, expected: "to read it", found: "that it \(error.problem)", remedy: "check the disk it is on")
    }
  }

  /// So many bytes from `offset` on, or those that there are.
  borrowing func bytes(at offset: Int, count: Int) throws(DataError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try bytes.withUnsafeMutableBufferPointer { buffer throws(DataError) in try self.read(into: buffer, at: offset) }
    return Array(bytes[..<read])
  }
}
