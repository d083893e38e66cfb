import ConcordKit

/// The safetensors format: eight bytes of header length, a JSON header, the tensors' little-endian bytes.
///
/// Source: https://github.com/huggingface/safetensors#format
public struct Safetensors: Sendable {
  /// A tensor of four-byte elements, row-major.
  public struct Tensor: Sendable, Equatable {
    /// The name in the file.
    public var name: String
    /// Its shape.
    public var shape: [Int]
    /// The type of its values.
    public var element: ElementType
    /// The elements' bit patterns.
    public var words: [UInt32]

    /// `words` are the bit patterns of the values, in row-major order.
    public init(name: String, shape: [Int], element: ElementType, words: [UInt32]) {
      self.name = name
      self.shape = shape
      self.element = element
      self.words = words
    }

    /// A float32 tensor.
    public init(name: String, shape: [Int], values: [Float]) {
      self.init(name: name, shape: shape, element: .float32, words: values.map { $0.bitPattern })
    }

    /// The elements of a float32 tensor.
    public var values: [Float] { words.map { Float(bitPattern: $0) } }
  }

  /// In the order of their data.
  public var tensors: [Tensor]
  /// Free texts by name.
  public var metadata: [String: String]

  /// A file of these tensors, in their order.
  public init(_ tensors: [Tensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  static let metadataName = "__metadata__"

  /// As the format names element types.
  static func dtype(_ element: ElementType) -> String {
    switch element {
    case .float32: "F32"
    case .int32: "I32"
    }
  }
}
