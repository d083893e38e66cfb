import ConcordKit

/// One operation on given tensors, once: what `concord op` runs.
public struct SingleOperation: Sendable {
  public var definition: any OperationDefinition
  /// Types and bit patterns.
  public var inputs: [(type: TensorType, words: [UInt32])]
  /// Bit patterns of the run scalars.
  public var scalars: [UInt32]

  public init(
    _ definition: any OperationDefinition, inputs: [(type: TensorType, words: [UInt32])], scalars: [UInt32] = []
  ) {
    self.definition = definition
    self.inputs = inputs
    self.scalars = scalars
  }

  /// Runs it.
  ///
  /// - Returns: The outputs' types and bit patterns; an output that updates an input holds the update.
  /// - Throws: What the operation expects and what it got; what the device says.
  public func run(on device: any Device) throws -> [(type: TensorType, words: [UInt32])] {
    let name = type(of: definition).name
    guard scalars.count == definition.scalars.count else {
      throw OperationError("takes \(definition.scalars.count) run scalars, but got \(scalars.count)")
    }
    for (index, input) in inputs.enumerated() where input.words.count != input.type.elementCount {
      throw OperationError("got \(input.words.count) elements for input \(index) of type \(input.type)")
    }
    var program = CheckProgram()
    let tensors = inputs.map { program.tensor($0.type, $0.words) }
    program.declareScalars(definition.scalars, scalars)
    let outputs = try program.add(definition, tensors, scalars: Array(scalars.indices))
    let words: [UInt32]
    do {
      words = try program.run(on: device)
    } catch let error as UnsupportedByBackend {
      throw BackendError(.unsupported, "\(device.info.name) does not serve '\(name)': \(error.message)")
    }
    return outputs.map { output in
      let tensor = program.program.tensors[output]
      let start = tensor.place.offset / 4
      return (tensor.type, Array(words[start..<start + tensor.type.elementCount]))
    }
  }
}
