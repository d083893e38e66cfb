/// Deals shards by a balance, and measures for it who does how many in which time.
struct ShardDealer {
  private let balance: ShardBalance
  /// Shards that each has done.
  private(set) var shardCounts: [Int]
  /// Seconds in which it has done them.
  private(set) var seconds: [Double]
  /// Shards that it does in a second, by the last steps; nil before it has done one.
  private var speeds: [Double?]

  init(_ balance: ShardBalance, among count: Int) {
    self.balance = balance
    shardCounts = [Int](repeating: 0, count: count)
    seconds = [Double](repeating: 0, count: count)
    speeds = [Double?](repeating: nil, count: count)
  }

  /// Contiguous ranges that together are the given one.
  func deal(_ shards: Range<Int>) -> [Range<Int>] {
    let (weights, least) = weights
    return ShardBalance.deal(shards.count, speeds: weights, least: least)
      .map { ($0.lowerBound + shards.lowerBound)..<($0.upperBound + shards.lowerBound) }
  }

  /// The same of samples, of which there are many: in pieces of some.
  func dealSamples(_ samples: Range<Int>) -> [Range<Int>] {
    let piece = 1 + samples.count / 4096
    let pieces = (samples.count + piece - 1) / piece
    return deal(0..<pieces).map {
      min(
        samples.lowerBound + $0.lowerBound * piece, samples.upperBound)..<min(
          samples.lowerBound + $0.upperBound * piece, samples.upperBound)
    }
  }

  private var weights: ([Double], least: Int) {
    switch balance {
    case .equal: return (speeds.map { _ in 1 }, 0)
    case .ratio(let parts): return (parts.map(Double.init), 0)
    case .auto:
      let known = speeds.compactMap(\.self)
      let mean = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
      // Who has none would never be measured again.
      return (speeds.map { $0 ?? mean }, 1)
    }
  }

  mutating func measure(_ number: Int, shards: Int, seconds: Double) {
    guard shards > 0, seconds.isFinite, seconds >= 0 else { return }
    shardCounts[number] += shards
    self.seconds[number] += seconds
    let speed = Double(shards) / max(seconds, 1e-9)
    speeds[number] = speeds[number].map { ($0 + speed) / 2 } ?? speed
  }
}
