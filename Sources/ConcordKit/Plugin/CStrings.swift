import ConcordABI

/// Fixed character arrays of the ABI's structs, which Swift imports as tuples.
enum CStrings {
  /// The text in a character array, up to its zero byte or its end.
  static func read<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Writes as much of `text` as fits, cut between characters, and always a zero byte.
  static func write<Characters>(_ text: String, to characters: inout Characters) {
    withUnsafeMutableBytes(of: &characters) { bytes in
      var end = 0
      for character in text {
        let encoded = Array(String(character).utf8)
        guard end + encoded.count < bytes.count else { break }
        for byte in encoded {
          bytes[end] = byte
          end += 1
        }
      }
      for index in end..<bytes.count { bytes[index] = 0 }
    }
  }
}
