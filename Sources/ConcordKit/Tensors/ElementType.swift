/// What a tensor's elements are. Every element takes four bytes.
public enum ElementType: UInt32, Sendable, Hashable, CaseIterable {
  /// A float of 32 bits, IEEE 754's binary32.
  case float32 = 1
  /// A signed integer of 32 bits.
  case int32 = 2

  /// Bytes of one element.
  public var byteCount: Int { 4 }
}

extension ElementType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .float32: "f32"
    case .int32: "i32"
    }
  }
}
