/// When a kernel of a training step was at work.
public struct ProfiledLaunch: Sendable, Equatable {
  /// The index of its operation in the step.
  public var index: Int
  /// The operation's name: `conv2d`.
  public var operation: String
  /// The layer that it belongs to: `conv1`.
  public var layer: String
  /// What the operation gives: `f32[64, 6, 28, 28]`.
  public var outputs: String
  /// As the backend calls it.
  public var kernel: String
  /// Nanoseconds on the device's clock, whose zero means nothing.
  public var start: UInt64
  /// Nanoseconds.
  public var end: UInt64

  public var milliseconds: Double { Double(end - start) / 1e6 }
}
