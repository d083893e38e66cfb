import ConcordKit

extension OwnKernel {
  /// The kernel of an operation of a valid program; nil where it is an operation of the vocabulary.
  init?(_ operation: Operation, at index: Int) throws(BackendError) {
    guard operation.name == Self.name else { return nil }
    do throws(OperationError) {
      try self.init(attributes: operation.attributes)
    } catch {
      throw BackendError(.invalidArgument, "\(operation.name) \(error.message)", operation: index)
    }
  }
}
