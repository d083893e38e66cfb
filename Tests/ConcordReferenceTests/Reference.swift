import ConcordKit
import ConcordReference
import ConcordTestSupport

/// The reference, run on one operation.
enum Reference {
  static func device() throws -> any Device { try ReferenceBackend().open(device: 0, options: [:]) }

  /// The outputs of one operation on float32 inputs.
  static func run(
    _ definition: some OperationDefinition, _ inputs: [(shape: [Int], values: [Float])], scalars: [Float] = []
  ) throws -> [[Float]] {
    var builder = ProgramBuilder()
    let tensors = inputs.map { builder.tensor($0.shape, $0.values) }
    let scalars = scalars.map { builder.scalar($0) }
    let outputs = try builder.add(definition, tensors, scalars: scalars)
    let results = try builder.run(on: device())
    return outputs.map(results.floats)
  }
}

extension [Float] {
  /// For comparing bit by bit, with all NaNs equal: the contract leaves their payload and sign open.
  var bits: [UInt32] { map { $0.isNaN ? 0x7fc0_0000 : $0.bitPattern } }
}
