import ConcordKit

/// A type whose values are elements of samples.
public protocol SampleElement: BitwiseCopyable, Sendable {
  /// The type of tensors that hold such values.
  static var elementType: ElementType { get }
}

extension Float: SampleElement {
  public static var elementType: ElementType { .float32 }
}

extension Int32: SampleElement {
  public static var elementType: ElementType { .int32 }
}
