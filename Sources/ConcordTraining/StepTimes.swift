/// Times of a training's steps, of which a bounded number is kept: all of them up to the capacity, then an even sample of them
/// (Vitter's algorithm R, with a generator of its own that always starts alike). So percentiles are exact up to that many steps.
public struct StepTimes: Sendable {
  private var kept: [Float] = []
  private var count: UInt64 = 0
  private var random: UInt64 = 0
  private let capacity: Int

  init(capacity: Int = 1 << 16) { self.capacity = capacity }

  mutating func append(_ milliseconds: Double) {
    count += 1
    guard kept.count == capacity else { return kept.append(Float(milliseconds)) }
    let place = next().multipliedFullWidth(by: count).high
    if place < UInt64(capacity) { kept[Int(place)] = Float(milliseconds) }
  }

  /// The time that a share of the steps stays below; 0 where there are none.
  func percentile(_ share: Double) -> Double {
    let sorted = kept.sorted()
    return sorted.isEmpty ? 0 : Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])
  }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    random &+= 0x9e37_79b9_7f4a_7c15
    var word = random
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
