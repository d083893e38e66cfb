import Foundation

/// Safetensors files put together by hand, as the format describes them, sound or not.
enum SafetensorsFile {
  static func bytes(_ header: String, data: Int, claimedLength: UInt64? = nil) -> Data {
    var file = Data()
    withUnsafeBytes(of: (claimedLength ?? UInt64(header.utf8.count)).littleEndian) { file.append(contentsOf: $0) }
    file.append(contentsOf: header.utf8)
    file.append(Data(repeating: 0, count: data))
    return file
  }

  static func entry(_ name: String, _ shape: [Int], _ start: Int, _ end: Int, dtype: String = "F32") -> String {
    "\"\(name)\":{\"dtype\":\"\(dtype)\",\"shape\":[\(shape.map(String.init).joined(separator: ","))],\"data_offsets\":[\(start),\(end)]}"
  }
}
