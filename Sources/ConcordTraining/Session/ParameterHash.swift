import ConcordDigest
import ConcordNN

enum ParameterHash {
  /// SHA-256 of tensors' little-endian bytes in their order, NaNs in their canonical form.
  static func sha256(of tensors: [Parameter], values: (Parameter) throws -> [Float]) rethrows -> String {
    let hash = SHA256()
    for parameter in tensors {
      let words = try values(parameter).map { ($0.isNaN ? 0x7fc0_0000 : $0.bitPattern).littleEndian }
      words.withUnsafeBytes { hash.update($0) }
    }
    return hash.hex()
  }
}
