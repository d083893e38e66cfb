/// When one kernel, or whatever a backend calls a unit of its work, was at work.
public struct LaunchRecord: Sendable, Hashable {
  /// The index, in the program's operations, of the one that it belongs to.
  public var operation: Int
  /// As the backend calls it.
  public var name: String
  /// Nanoseconds on the device's clock, whose zero means nothing.
  public var start: UInt64
  /// Nanoseconds, not before ``start``.
  public var end: UInt64

  /// A launch for the operation of this index, from `start` to `end` in nanoseconds of the device's clock.
  public init(operation: Int, name: String, start: UInt64, end: UInt64) {
    self.operation = operation
    self.name = name
    self.start = start
    self.end = end
  }
}
