/// An operation that cannot be: wrong attributes, wrong number or shapes of tensors.
public struct OperationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Reads on from the operation's name: `matmul` `expected …, but got …`.
  public var message: String

  /// `message` says what the operation cannot take.
  public init(_ message: String) { self.message = message }

  public var description: String { message }
}
