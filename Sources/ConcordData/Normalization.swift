/// How a pixel's byte becomes the number that a model sees: x = (byte / maximum − mean) / standard deviation, the mean and
/// standard deviation being those of the pixel's channel.
///
/// Division, subtraction, division: three binary32 operations, each rounded once to nearest even, so the 256 possible
/// results of a channel are the same bits on every machine. They are computed once, into a table.
public struct Normalization: Codable, Sendable, Hashable {
  /// The byte that stands for full brightness.
  public let maximum: Float
  /// One mean a channel, of pixels scaled to 0 … 1.
  public let mean: [Float]
  /// One standard deviation a channel, of pixels scaled to 0 … 1.
  public let standardDeviation: [Float]

  /// A value v of channel c becomes (v / `maximum` − `mean`[c]) / `standardDeviation`[c].
  public init(maximum: Float = 255, mean: [Float], standardDeviation: [Float]) {
    precondition(mean.count == standardDeviation.count, "one mean and one standard deviation a channel")
    self.maximum = maximum
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// What `byte` becomes in `channel`.
  public func value(_ byte: UInt8, channel: Int) -> Float {
    let scaled = Float(byte) / maximum
    let centred = scaled - mean[channel]
    return centred / standardDeviation[channel]
  }

  /// The values of bytes 0 … 255 of channel 0, then those of channel 1, and so on.
  var table: [Float] {
    mean.indices.flatMap { channel in (0...UInt8.max).map { value($0, channel: channel) } }
  }
}
