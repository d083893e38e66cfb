import ConcordKit

/// What a sample has for one input or one output of a model.
public struct SampleField: Sendable, Hashable {
  /// Without the samples' dimension: [C, H, W] of an image, [] of a single number.
  public let shape: [Int]
  /// The type of its values.
  public let element: ElementType
  /// The input's or output's name, which the model's must then be; nil where the place says enough.
  public let name: String?

  /// Values of `shape`, the number of samples left out.
  public init(_ shape: [Int], _ element: ElementType = .float32, name: String? = nil) {
    precondition(shape.allSatisfy { $0 > 0 }, "a sample has elements")
    self.shape = shape
    self.element = element
    self.name = name
  }

  /// The number of a class.
  public static let label = SampleField([], .int32)

  /// Elements of a sample.
  public var elementCount: Int { shape.reduce(1, *) }

  /// Bytes of a sample.
  var byteCount: Int { elementCount * element.byteCount }
}

extension SampleField: CustomStringConvertible {
  public var description: String {
    "\(element)[\(shape.map(String.init).joined(separator: ", "))]" + (name.map { " '\($0)'" } ?? "")
  }
}
