/// Where a tensor or a workspace lies: an offset, in bytes, in one of the buffers that a program is compiled with.
public struct Place: Sendable, Hashable {
  /// The index of the buffer.
  public var buffer: Int
  /// Bytes from the buffer's start.
  public var offset: Int

  /// `offset` bytes behind the start of the buffer of this index.
  public init(buffer: Int, offset: Int) {
    self.buffer = buffer
    self.offset = offset
  }

  /// For programs that are only asked about, not run.
  public static let none = Place(buffer: 0, offset: 0)
}

/// A tensor of a program.
public struct ProgramTensor: Sendable, Hashable {
  /// Element type and shape.
  public var type: TensorType
  /// Where its bytes lie.
  public var place: Place

  /// A tensor of this type, without a place unless one is given.
  public init(_ type: TensorType, at place: Place = .none) {
    self.type = type
    self.place = place
  }
}

/// What kind of value a run scalar is.
public enum ScalarType: UInt32, Sendable, Hashable {
  /// A float of 32 bits.
  case float32 = 1
  /// An unsigned integer of 32 bits.
  case uint32 = 3
}

/// Scratch memory of one operation.
public struct Workspace: Sendable, Hashable {
  /// Where its bytes lie.
  public var place: Place
  /// Its size in bytes; 0 where none is needed.
  public var byteCount: Int

  /// So many bytes at this place.
  public init(at place: Place = .none, byteCount: Int = 0) {
    self.place = place
    self.byteCount = byteCount
  }

  /// No workspace.
  public static let none = Workspace()
}

/// One operation of a program, by name: what backends and the C ABI carry. Its definition is in the ``Vocabulary``.
public struct Operation: Sendable, Hashable {
  /// The name in the vocabulary.
  public var name: String
  /// Indices of the program's tensors.
  public var inputs: [Int]
  /// Indices of the program's tensors. One that is an input too is updated in place.
  public var outputs: [Int]
  /// What is fixed when the program is compiled.
  public var attributes: Attributes
  /// Indices of the program's scalars, in the order of the operation's definition.
  public var scalars: [Int]
  /// Scratch memory that is its own while it runs.
  public var workspace: Workspace

  /// An operation of the vocabulary; tensors and scalars are named by their indices in the program.
  public init(
    name: String, inputs: [Int], outputs: [Int], attributes: Attributes = Attributes(), scalars: [Int] = [],
    workspace: Workspace = .none
  ) {
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
    self.scalars = scalars
    self.workspace = workspace
  }
}

/// A static program: shapes, order and every tensor's place are known before it runs.
public struct Program: Sendable, Hashable {
  /// All tensors, which operations name by their indices.
  public var tensors: [ProgramTensor]
  /// In the order in which they run; each sees what those before it wrote.
  public var operations: [Operation]
  /// Values that change from run to run: a learning rate, 1/B.
  public var scalars: [ScalarType]

  /// A program of these parts; ``Program/operations`` run in their order.
  public init(tensors: [ProgramTensor] = [], operations: [Operation] = [], scalars: [ScalarType] = []) {
    self.tensors = tensors
    self.operations = operations
    self.scalars = scalars
  }
}
