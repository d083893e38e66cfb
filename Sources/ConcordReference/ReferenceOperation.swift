import ConcordKit

/// One operation on its memory, ready to run with each run's scalars.
typealias ReferenceStep = (RunScalars) -> Void

/// An operation that the reference defines: its file in `Ops` states its meaning.
protocol ReferenceOperation: OperationDefinition {
  func bind(_ operands: Operands) -> ReferenceStep
}

/// Every operation that the reference defines: those of the vocabulary that have a file in `Ops`.
enum ReferenceOperations {
  static let all = Vocabulary.definitions.compactMap { $0 as? any ReferenceOperation.Type }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static func definition(of operation: Operation, at index: Int) throws(BackendError) -> any ReferenceOperation {
    guard let type = byName[operation.name] else {
      throw BackendError(.unsupported, "the reference backend has no operation '\(operation.name)'", operation: index)
    }
    do throws(OperationError) {
      return try type.init(attributes: operation.attributes)
    } catch {
      throw BackendError(.invalidArgument, "\(operation.name) \(error.message)", operation: index)
    }
  }
}
