import ConcordDigest

/// SHA-256 of tensors' little-endian bytes in their order, NaNs in their canonical form.
enum ParameterHash {
  /// - Parameter values: Of each tensor, asked for one after another.
  static func hex<Tensor>(_ tensors: [Tensor], _ values: (Tensor) throws -> [Float]) rethrows -> String {
    let hash = SHA256()
    for tensor in tensors {
      let words = try values(tensor).map { ($0.isNaN ? 0x7fc0_0000 : $0.bitPattern).littleEndian }
      words.withUnsafeBytes { hash.update($0) }
    }
    return hash.hex()
  }
}
