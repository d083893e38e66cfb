/// What a tensor's elements are. Every element takes four bytes.
public enum ElementType: UInt32, Sendable, Hashable, CaseIterable {
  case float32 = 1
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
