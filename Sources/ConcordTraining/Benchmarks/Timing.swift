/// Times of one thing done many times, in milliseconds.
public struct Timing: Codable, Sendable {
  public var median: Double
  public var p90: Double
  public var minimum: Double
  public var repetitions: Int

  /// Does `body` until both a number of repetitions and a time are reached, after a warm-up that is not counted.
  ///
  /// - Parameter body: Ends when the device is done, so that its time is all of the work.
  public init(atLeast repetitions: Int = 20, seconds: Double = 0.5, _ body: () throws -> Void) throws {
    let clock = ContinuousClock()
    for _ in 0..<3 { try body() }
    var times: [Double] = []
    let start = clock.now
    while times.count < repetitions || (clock.now - start).milliseconds < seconds * 1000 {
      let begin = clock.now
      try body()
      times.append((clock.now - begin).milliseconds)
    }
    times.sort()
    median = times[times.count / 2]
    p90 = times[min(times.count - 1, times.count * 9 / 10)]
    minimum = times[0]
    self.repetitions = times.count
  }
}
