/// Labels as they stand in a file.
enum Labels {
  /// Class numbers, each found to be 0 … `classCount` − 1.
  ///
  /// - Parameter remedy: what to do where one is not.
  static func check(
    _ bytes: [UInt8], classCount: Int, path: String, remedy: String = Self.remedy
  ) throws(DataError) -> [Int32] {
    for (place, label) in bytes.enumerated() where label >= classCount {
      throw refused(label, of: place, highest: bytes.max(), classCount, path, remedy)
    }
    return bytes.map(Int32.init)
  }

  /// The label of one image, found to be 0 … `classCount` − 1.
  static func check(_ label: UInt8, of image: Int, classCount: Int, path: String) throws(DataError) -> UInt8 {
    guard label < classCount else { throw refused(label, of: image, highest: nil, classCount, path, remedy) }
    return label
  }

  private static let remedy = "fetch the file again"

  private static func refused(
    _ label: UInt8, of image: Int, highest: UInt8?, _ classCount: Int, _ path: String, _ remedy: String
  ) -> DataError {
    DataError(
      .malformed, path, expected: "labels from 0 to \(classCount - 1)",
      found: "\(label) for image \(image)" + (highest.map { $0 > label ? " and labels up to \($0)" : "" } ?? ""),
      remedy: remedy)
  }
}
