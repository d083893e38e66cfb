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

  /// Of inputs and outputs.
  var tensorTypes: [TensorType] { (operation.inputs + operation.outputs).map { program.tensors[$0].type } }

  var inputTypes: [TensorType] { operation.inputs.map { program.tensors[$0].type } }

  func shape(_ input: Int) -> [Int] { program.tensors[operation.inputs[input]].type.shape }

  func outputShape(_ output: Int) -> [Int] { program.tensors[operation.outputs[output]].type.shape }

  /// Elements of an input.
  func count(_ input: Int) -> Int { program.tensors[operation.inputs[input]].type.elementCount }

  func input(_ index: Int) -> LaunchArgument {
    memory(operation.inputs[index], isWritable: operation.outputs.contains(operation.inputs[index]))
  }

  func output(_ index: Int) -> LaunchArgument { memory(operation.outputs[index], isWritable: true) }

  private func memory(_ tensor: Int, isWritable: Bool) -> LaunchArgument {
    let tensor = program.tensors[tensor]
    return .memory(LaunchArgument.Memory(place: tensor.place, element: tensor.type.element, isWritable: isWritable))
  }

  /// The workspace from so many bytes on, a multiple of the alignment of tensors.
  func workspace(at offset: Int) -> LaunchArgument {
    var place = operation.workspace.place
    place.offset += offset
    return .memory(LaunchArgument.Memory(place: place, element: nil, isWritable: true))
  }

  func scalar(_ index: Int) -> LaunchArgument {
    let scalar = operation.scalars[index]
    return .scalar(scalar, program.scalars[scalar])
  }

  /// Samples, channels and positions of an input of shape [N, C, …].
  func batch(_ input: Int) -> (samples: Int, channels: Int, positions: Int) {
    let shape = shape(input)
    let rows = shape[0] * shape[1]
    return (shape[0], shape[1], rows == 0 ? 1 : count(input) / rows)
  }
}
