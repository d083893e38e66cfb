import ConcordFiles

/// Round numbers for an axis.
struct NumberScale {
  let ticks: [Double]
  /// What the axis shows: from the first tick to the last.
  var range: ClosedRange<Double> { (ticks.first ?? 0)...(ticks.last ?? 1) }
  private let decimals: Int

  /// About `count` ticks, at 1, 2 or 5 times a power of ten, of which the first and the last include the range.
  init(_ range: ClosedRange<Double>, count: Int = 4) {
    let width = range.upperBound - range.lowerBound
    let wanted = (width > 0 ? width : max(range.upperBound.magnitude, 1)) / Double(max(count, 1))
    var power = 1.0
    while power > wanted { power /= 10 }
    while power * 10 <= wanted { power *= 10 }
    let step = ([1.0, 2, 5].first { $0 * power >= wanted } ?? 10) * power
    let first = (range.lowerBound / step).rounded(.down)
    let last = max((range.upperBound / step).rounded(.up), first + 1)
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    var (places, unit) = (0, step)
    while places < 12, unit < 0.9999 {
      unit *= 10
      places += 1
    }
    decimals = places
  }

  func label(_ tick: Double) -> String {
    decimals > 6 || tick.magnitude >= 1e7 ? "\(Float(tick))" : Format.decimal(tick, decimals)
  }
}
