/// How fast a device is at best, measured by kernels that do nothing else.
public struct DevicePeak: Sendable, Hashable, Codable {
  /// float32 `fma` of the whole device.
  public var multiplyAddsPerSecond: Double
  /// Of a triad a = b + s · c, 12 bytes for each element, as STREAM (McCalpin, 1995) counts them.
  public var bytesPerSecond: Double

  /// Limits in multiply-adds and in bytes moved, each in a second.
  public init(multiplyAddsPerSecond: Double, bytesPerSecond: Double) {
    self.multiplyAddsPerSecond = multiplyAddsPerSecond
    self.bytesPerSecond = bytesPerSecond
  }

  /// The smallest scratch buffer: three arrays of one aligned block each.
  public static let minimumScratchByteCount = 3 * MemoryAlignment.bytes

  /// Refuses a scratch buffer that is too small.
  public static func check(scratchByteCount: Int) throws(BackendError) {
    guard scratchByteCount >= minimumScratchByteCount else {
      throw BackendError(
        .invalidArgument,
        "measuring a device's peak takes a buffer of at least \(minimumScratchByteCount) bytes, but got \(scratchByteCount)")
    }
  }
}
