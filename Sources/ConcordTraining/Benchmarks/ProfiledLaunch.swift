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

  /// A launch with the operation and the layer that it belongs to; `start` and `end` are nanoseconds of the device's clock.
  public init(
    index: Int, operation: String, layer: String, outputs: String, kernel: String, start: UInt64, end: UInt64
  ) {
    self.index = index
    self.operation = operation
    self.layer = layer
    self.outputs = outputs
    self.kernel = kernel
    self.start = start
    self.end = end
  }

  /// How long it took.
  public var milliseconds: Double { Double(end - start) / 1e6 }
}
