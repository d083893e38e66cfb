/// How the shards of a batch are dealt among workers. It decides the time that a step takes, and no bit.
public enum ShardBalance: Sendable, Equatable {
  /// By the speed that was measured in the steps before, again for each step; the first is dealt equally.
  case auto
  /// Each as many as the others.
  case equal
  /// In proportion: 13, 2 and 1 of 16.
  case ratio([Int])

  /// Contiguous ranges, one for each worker, that together are 0 ..< count.
  ///
  /// Shard by shard goes to the worker that would be done with it first.
  ///
  /// - Parameters:
  ///   - count: Shards.
  ///   - speeds: Shards that each worker does in a time, not below 0 and one of them above.
  ///   - least: The shards that each has in any case, where there are enough.
  public static func deal(_ count: Int, speeds: [Double], least: Int = 0) -> [Range<Int>] {
    precondition(speeds.contains { $0 > 0 } && speeds.allSatisfy { $0 >= 0 && $0.isFinite }, "one worker at least has a speed")
    var counts = speeds.map { _ in least * speeds.count <= count ? least : 0 }
    for _ in counts.reduce(0, +)..<count {
      var (first, time) = (0, Double.infinity)
      for (number, speed) in speeds.enumerated() where speed > 0 {
        let done = Double(counts[number] + 1) / speed
        if done < time { (first, time) = (number, done) }
      }
      counts[first] += 1
    }
    var start = 0
    return counts.map { count in
      defer { start += count }
      return start..<(start + count)
    }
  }
}
