import ConcordKit

/// A tensor as formulas see it.
public struct TapeTensor: Sendable, Hashable {
  let id: Int
  /// Without the samples' dimension, where it has one.
  public let shape: [Int]

  /// Elements for each sample, or of the whole where it is as large for any number of samples.
  public var count: Int { TensorType(shape).elementCount }

  /// The same elements in another shape.
  public func view(_ shape: [Int]) -> TapeTensor { TapeTensor(id: id, shape: shape) }
}

/// What the tape knows of a tensor.
struct TapeRecord {
  let shape: [Int]
  /// As large for any number of samples.
  let isFixed: Bool
  /// Not an image, a label or a parameter.
  let isActivation: Bool
  /// A parameter contributes to it.
  let learns: Bool
  let layer: String
  var element = ElementType.float32

  func byteCount(samples: Int) -> Int { TensorType(isFixed ? shape : [samples] + shape).byteCount }
}
