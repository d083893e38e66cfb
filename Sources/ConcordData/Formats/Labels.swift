/// Labels as they stand in a file.
enum Labels {
  /// Class numbers, each found to be 0 … `classCount` − 1.
  static func check(_ bytes: [UInt8], classCount: Int, path: String) throws(DataError) -> [Int32] {
    if let position = bytes.firstIndex(where: { $0 >= classCount }) {
      throw DataError(
        .malformed, path, expected: "labels from 0 to \(classCount - 1)", found: "\(bytes[position]) for image \(position)",
        remedy: "fetch the file again")
    }
    return bytes.map(Int32.init)
  }
}
