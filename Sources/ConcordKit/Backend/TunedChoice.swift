/// What a device chose for an operation by trying: it changes speed, never bits.
public struct TunedChoice: Sendable, Hashable {
  /// The index in its program of the operation that it was tried with; others of its kind and size take the same.
  public var operation: Int
  /// What there was to choose for, as the backend calls it.
  public var subject: String
  /// What was chosen.
  public var choice: String
  /// Of the operation with that choice.
  public var seconds: Double

  /// What was chosen for `subject` of the operation of this index, and its time in seconds.
  public init(operation: Int, subject: String, choice: String, seconds: Double) {
    self.operation = operation
    self.subject = subject
    self.choice = choice
    self.seconds = seconds
  }
}
