@testable import ConcordData

extension PNG {
  /// The planes of a file that is known to be PNG.
  static func read(at path: String) throws(DataError) -> [UInt8] { try PictureFile.read(at: path).planes }
}
