/// Times of one thing done many times, in milliseconds.
public struct Timing: Codable, Sendable, Equatable {
  /// In milliseconds.
  public var median: Double
  /// A tenth of the times are shorter.
  public var p10: Double
  /// A tenth of the times are longer.
  public var p90: Double
  /// In milliseconds.
  public var minimum: Double
  /// (p90 − p10) / median: how far the times lie apart.
  public var spread: Double
  /// How many times were taken.
  public var repetitions: Int

  /// - Precondition: There is at least one time.
  public init(milliseconds: [Double]) {
    precondition(!milliseconds.isEmpty, "a timing has times")
    let times = milliseconds.sorted()
    func at(_ tenths: Int) -> Double { times[min(times.count - 1, times.count * tenths / 10)] }
    median = at(5)
    p10 = at(1)
    p90 = at(9)
    minimum = times[0]
    spread = median > 0 ? (p90 - p10) / median : 0
    repetitions = times.count
  }

  /// Does `body` until both a number of repetitions and a time are reached, after a warm-up that is not counted.
  ///
  /// - Parameters:
  ///   - repetitions: At least so many times.
  ///   - seconds: At least so long.
  ///   - group: How many things `body` does; a time is that of one of them.
  ///   - body: Ends when the device is done, so that its time is all of the work.
  public init(atLeast repetitions: Int = 10, seconds: Double, group: Int = 1, _ body: () throws -> Void) throws {
    let clock = ContinuousClock()
    for _ in 0..<2 { try body() }
    var times: [Double] = []
    let start = clock.now
    while times.count < repetitions || (clock.now - start).milliseconds < seconds * 1000 {
      let begin = clock.now
      try body()
      times.append((clock.now - begin).milliseconds / Double(group))
    }
    self.init(milliseconds: times)
  }
}
