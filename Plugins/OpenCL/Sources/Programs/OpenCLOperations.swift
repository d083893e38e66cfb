import ConcordKit

/// An operation that has kernels: its file in `Ops` says which, and how they are started.
protocol OpenCLOperation: OperationDefinition {
  /// - Throws: Where the operation is more than kernels can do.
  func plan(_ operands: Operands, on traits: DeviceTraits) throws(OperationError) -> OperationPlan

  /// Rounds of all loops of the busiest work-item, where the plan does not see to it that they stay below
  /// ``DeviceTraits/roundLimit``.
  func rounds(_ operands: Operands) -> Int
}

extension OpenCLOperation {
  func rounds(_ operands: Operands) -> Int { 0 }
}

/// Every operation that has kernels: those of the vocabulary that have a file in `Ops`.
enum OpenCLOperations {
  static let all = Vocabulary.definitions.compactMap { $0 as? any OpenCLOperation.Type }

  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// Kernels count in 32 bits.
  static let maximumCount = Int(Int32.max)

  /// The plan of one operation of a valid program.
  static func plan(
    _ operation: Operation, at index: Int, of program: Program, on traits: DeviceTraits
  ) throws(BackendError) -> OperationPlan {
    guard let type = byName[operation.name] else {
      throw BackendError(.unsupported, "the OpenCL backend has no operation '\(operation.name)'", operation: index)
    }
    for tensor in operation.inputs + operation.outputs {
      let type = program.tensors[tensor].type
      guard type.elementCount <= maximumCount, type.shape.allSatisfy({ $0 <= maximumCount }) else {
        throw BackendError(
          .unsupported,
          "\(operation.name) on \(type): the OpenCL backend takes tensors of up to \(maximumCount) elements; split it",
          operation: index)
      }
    }
    let definition: any OpenCLOperation
    do throws(OperationError) {
      definition = try type.init(attributes: operation.attributes)
    } catch {
      throw BackendError(.invalidArgument, "\(operation.name) \(error.message)", operation: index)
    }
    let operands = Operands(operation, of: program)
    guard definition.rounds(operands) <= traits.roundLimit else {
      throw BackendError(
        .unsupported,
        "\(operation.name) on \(operands.inputTypes) needs a longer loop than \(traits.info.name) runs to its end; "
          + "use another device", operation: index)
    }
    do throws(OperationError) {
      return try definition.plan(operands, on: traits)
    } catch {
      throw BackendError(.unsupported, "\(operation.name) \(error.message)", operation: index)
    }
  }
}
