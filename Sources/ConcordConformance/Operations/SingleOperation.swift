import ConcordKit

/// One operation on given tensors, once: what `concord op` runs.
package struct SingleOperation: Sendable {
  package var definition: any OperationDefinition
  /// Types and bit patterns.
  package var inputs: [(type: TensorType, words: [UInt32])]
  /// Bit patterns of the run scalars.
  package var scalars: [UInt32]

  package init(
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
  package func run(on device: any Device) throws -> [(type: TensorType, words: [UInt32])] {
    let name = type(of: definition).name
    guard scalars.count == definition.scalars.count else {
      throw OperationError("takes \(definition.scalars.count) run scalars, but got \(scalars.count)")
    }
    for (index, input) in inputs.enumerated() where input.words.count != input.type.elementCount {
      throw OperationError("got \(input.words.count) elements for input \(index) of type \(input.type)")
    }
    var builder = ProgramBuilder()
    let tensors = inputs.map { builder.tensor($0.type, $0.words) }
    let numbers = zip(definition.scalars, scalars).map { builder.scalar($0, $1) }
    let outputs = try builder.add(definition, tensors, scalars: numbers)
    do throws(BackendError) {
      let results = try builder.run(on: device)
      return outputs.map { (builder.program.tensors[$0].type, results.bits[$0]) }
    } catch {
      guard error.code == .unsupported else { throw error }
      throw BackendError(.unsupported, "\(device.info.name) does not serve '\(name)': \(error.message)")
    }
  }
}
