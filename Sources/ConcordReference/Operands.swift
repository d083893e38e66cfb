import ConcordKit

/// One operation's tensors, as plain arrays of numbers at their places, and the positions of its scalars.
struct Operands {
  private let operation: Operation
  private let program: Program
  private let buffers: [UnsafeMutableRawPointer]

  /// - Precondition: The program is valid for these buffers.
  init(_ operation: Operation, of program: Program, buffers: [UnsafeMutableRawPointer]) {
    self.operation = operation
    self.program = program
    self.buffers = buffers
  }

  var inputTypes: [TensorType] { operation.inputs.map { program.tensors[$0].type } }

  func shape(_ input: Int) -> [Int] { program.tensors[operation.inputs[input]].type.shape }

  func outputShape(_ output: Int) -> [Int] { program.tensors[operation.outputs[output]].type.shape }

  func input<Number>(_ index: Int, as type: Number.Type = Float.self) -> UnsafeBufferPointer<Number> {
    UnsafeBufferPointer(tensor(operation.inputs[index], as: type))
  }

  func output<Number>(_ index: Int, as type: Number.Type = Float.self) -> UnsafeMutableBufferPointer<Number> {
    tensor(operation.outputs[index], as: type)
  }

  /// Where the program keeps the operation's scalar number `index`.
  func scalar(_ index: Int) -> Int { operation.scalars[index] }

  private func tensor<Number>(_ index: Int, as type: Number.Type) -> UnsafeMutableBufferPointer<Number> {
    let tensor = program.tensors[index]
    // An empty tensor needs no buffer.
    guard tensor.type.elementCount > 0 else { return UnsafeMutableBufferPointer(start: nil, count: 0) }
    let start = buffers[tensor.place.buffer] + tensor.place.offset
    return UnsafeMutableBufferPointer(
      start: start.assumingMemoryBound(to: type), count: tensor.type.elementCount)
  }
}

/// The values of one run's scalars.
struct RunScalars {
  let values: [UInt32]

  func float(_ index: Int) -> Float { Float(bitPattern: values[index]) }

  func word(_ index: Int) -> UInt32 { values[index] }
}
