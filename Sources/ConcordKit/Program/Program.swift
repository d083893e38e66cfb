/// Where a tensor or a workspace lies: an offset, in bytes, in one of the buffers that a program is compiled with.
public struct Place: Sendable, Hashable {
  public var buffer: Int
  public var offset: Int

  public init(buffer: Int, offset: Int) {
    self.buffer = buffer
    self.offset = offset
  }

  /// For programs that are only asked about, not run.
  public static let none = Place(buffer: 0, offset: 0)
}

/// A tensor of a program.
public struct ProgramTensor: Sendable, Hashable {
  public var type: TensorType
  public var place: Place

  public init(_ type: TensorType, at place: Place = .none) {
    self.type = type
    self.place = place
  }
}

/// What kind of value a run scalar is.
public enum ScalarType: UInt32, Sendable, Hashable {
  case float32 = 1
  case uint32 = 3
}

/// Scratch memory of one operation.
public struct Workspace: Sendable, Hashable {
  public var place: Place
  public var byteCount: Int

  public init(at place: Place = .none, byteCount: Int = 0) {
    self.place = place
    self.byteCount = byteCount
  }

  /// No workspace.
  public static let none = Workspace()
}

/// One operation of a program, by name: what backends and the C ABI carry. Its definition is in the ``Vocabulary``.
public struct Operation: Sendable, Hashable {
  public var name: String
  /// Indices of the program's tensors.
  public var inputs: [Int]
  /// Indices of the program's tensors. One that is an input too is updated in place.
  public var outputs: [Int]
  public var attributes: Attributes
  /// Indices of the program's scalars, in the order of the operation's definition.
  public var scalars: [Int]
  public var workspace: Workspace

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
  public var tensors: [ProgramTensor]
  /// In the order in which they run; each sees what those before it wrote.
  public var operations: [Operation]
  /// Values that change from run to run: a learning rate, 1/B.
  public var scalars: [ScalarType]

  public init(tensors: [ProgramTensor] = [], operations: [Operation] = [], scalars: [ScalarType] = []) {
    self.tensors = tensors
    self.operations = operations
    self.scalars = scalars
  }
}
