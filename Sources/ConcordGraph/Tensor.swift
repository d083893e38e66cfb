import ConcordKit

/// A tensor of a ``Graph``, by its number.
public struct Tensor: Sendable, Hashable {
  /// The number in the graph.
  public let id: Int
}

/// A value that is given anew at each run, by its number.
public struct RunScalar: Sendable, Hashable {
  /// The number in the graph.
  public let id: Int
}

/// What a graph knows of a tensor.
public struct TensorRecord: Sendable {
  /// The name, for people and for files.
  public var name: String
  /// Element type and shape.
  public var type: TensorType
  /// The row of the memory table that it counts in.
  public var category: MemoryCategory
  /// Where its bytes come from.
  public var storage: Storage
  /// When it lives, for activations: those of different phases share memory.
  public var phase: Phase
  /// How many of its bytes are meant when the memory of its category is counted; the rest is padding.
  public var payload: Int

  /// Where a tensor's elements are.
  public enum Storage: Sendable {
    /// In a place of its own.
    case own
    /// The elements of another tensor, in another shape.
    case view(of: Tensor)
    /// Its members one after another, with the padding between them: one flat tensor over many.
    case span(of: [Tensor])
  }
}

/// A tensor of a ``Graph`` with numbers that whoever runs it writes once.
public struct Constant: Sendable {
  /// The tensor that holds them.
  public let tensor: Tensor
  /// The values, in row-major order.
  public let values: [Float]
  /// The layer that declared it first.
  public let layer: String
}

/// What a graph's operations are for. Phases never run at the same time.
public enum Phase: Sendable, Hashable, CaseIterable {
  /// Steps that change the parameters.
  case training
  /// Runs that only ask the model.
  case evaluation
}
