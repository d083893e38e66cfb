/// The planes of x [N, C, …]: neighbouring elements of one sample and channel.
struct ChannelPlanes {
  let samples: Int
  let channels: Int
  let positions: Int

  init(_ shape: [Int]) {
    channels = shape[1]
    positions = shape.dropFirst(2).reduce(1, *)
    // Samples without positions add nothing to any sum.
    samples = positions > 0 ? shape[0] : 0
  }

  /// Elements of a channel.
  var count: Int { samples * positions }

  /// The place of the first element of a plane.
  @inline(__always)
  func first(_ sample: Int, _ channel: Int) -> Int { (sample * channels + channel) * positions }

  /// The sum of `plane` over the samples, ascending, from +0.
  @inline(__always)
  func fold(_ channel: Int, _ plane: (_ first: Int) -> Float) -> Float {
    var sum: Float = 0
    for sample in 0..<samples { sum = sum + plane(first(sample, channel)) }
    return sum
  }

  /// Calls `body` with the place of each element of a channel.
  @inline(__always)
  func forEach(_ channel: Int, _ body: (Int) -> Void) {
    for sample in 0..<samples {
      let first = first(sample, channel)
      for i in first..<(first + positions) { body(i) }
    }
  }
}
