/// The typed form of an operation: its attributes, what it takes and what it gives.
///
/// Its meaning, to the bit, is its section in `docs/numerics.md`, and the file of the same name in the reference backend.
public protocol OperationDefinition: Sendable {
  /// Snake case; names the operation's file in every room.
  static var name: String { get }

  /// Reads the attributes, refusing unknown names and impossible values.
  init(attributes: Attributes) throws(OperationError)

  /// What a program keeps of the operation besides its tensors, by name.
  var attributes: Attributes { get }

  /// The run scalars that it takes, in order.
  var scalars: [ScalarType] { get }

  /// The types of its outputs.
  ///
  /// - Throws: What it expected and what it got, where number, shapes or element types do not fit.
  func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType]

  /// Outputs that must be the same tensor as an input.
  var inPlace: [InPlace] { get }

  /// Outputs that may take the place of an input: element-wise ones, where an element of the output is written after the same
  /// element of the input was read, and depends on no other of that input.
  var mayOverwrite: [InPlace] { get }

  /// Whether input number `input` may hold samples along its first axis, so that those of the outputs lie along theirs, and each depends
  /// on no other sample of that input.
  ///
  /// `inputs` are the types of all inputs, which fit.
  func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool

  /// Multiplications followed by an addition, for counting work; 0 where there are none to speak of.
  func multiplyAdds(for inputs: [TensorType]) -> Int
}

/// Output number `output` lies where input number `input` does.
public struct InPlace: Sendable, Hashable {
  /// The index of the output.
  public var output: Int
  /// The index of the input that it may lie over.
  public var input: Int

  /// The output may lie exactly over the input.
  public init(output: Int, input: Int) {
    self.output = output
    self.input = input
  }
}

extension OperationDefinition {
  public var scalars: [ScalarType] { [] }
  public var inPlace: [InPlace] { [] }
  public var mayOverwrite: [InPlace] { [] }
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { input == 0 }
  public func multiplyAdds(for inputs: [TensorType]) -> Int { 0 }

  /// This operation on tensors of a program.
  public func on(inputs: [Int], outputs: [Int], scalars: [Int] = []) -> Operation {
    Operation(name: Self.name, inputs: inputs, outputs: outputs, attributes: attributes, scalars: scalars)
  }
}
