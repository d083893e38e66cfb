import ConcordKit

/// One operation's tensors and scalars, as arguments of kernels.
struct Operands {
  private let operation: Operation
  private let program: Program

  /// - Precondition: The program is valid.
  init(_ operation: Operation, of program: Program) {
    self.operation = operation
    self.program = program
  }

  var inputTypes: [TensorType] { operation.inputs.map { program.tensors[$0].type } }

  func shape(_ input: Int) -> [Int] { program.tensors[operation.inputs[input]].type.shape }

  func outputShape(_ output: Int) -> [Int] { program.tensors[operation.outputs[output]].type.shape }

  /// Elements of an input.
  func count(_ input: Int) -> Int { program.tensors[operation.inputs[input]].type.elementCount }

  func input(_ index: Int) -> Launch.Argument { .memory(program.tensors[operation.inputs[index]].place) }

  func output(_ index: Int) -> Launch.Argument { .memory(program.tensors[operation.outputs[index]].place) }

  var workspace: Launch.Argument { workspace(at: 0) }

  /// The workspace from so many bytes on, a multiple of the alignment of tensors.
  func workspace(at offset: Int) -> Launch.Argument {
    var place = operation.workspace.place
    place.offset += offset
    return .memory(place)
  }

  func scalar(_ index: Int) -> Launch.Argument { .scalar(operation.scalars[index]) }

  /// Samples, channels and positions of an input of shape [N, C, …].
  func batch(_ input: Int) -> (samples: Int, channels: Int, positions: Int) {
    let shape = shape(input)
    let rows = shape[0] * shape[1]
    return (shape[0], shape[1], rows == 0 ? 1 : count(input) / rows)
  }
}

extension Launch.Argument {
  /// A dimension or a count; ``OpenCLOperations`` has refused those that do not fit.
  static func dimension(_ value: Int) -> Launch.Argument { .uint(UInt32(truncatingIfNeeded: value)) }

  static func flag(_ value: Bool) -> Launch.Argument { .uint(value ? 1 : 0) }
}
