/// Where a growing quantity stops to fit.
enum Boundary {
  /// A number from 1 to `bound` that fits while the next does not; nil where 1 does not fit.
  ///
  /// Doubles until something does not fit, then halves the gap. Both ends of the last gap of 1 were asked, so the answer is a boundary
  /// whatever the shape of `fits`; it is the largest number that fits where `fits` never turns true again.
  ///
  /// - Parameter window: Looks so far beyond the boundary for a number that fits all the same, and goes on from the largest.
  static func largest(upTo bound: Int, window: (Int) -> Int = { _ in 0 }, _ fits: (Int) throws -> Bool) rethrows -> Int? {
    var low = 0
    while true {
      var (step, high) = (1, low + 1)
      while low < bound, try fits(high) {
        low = high
        step *= 2
        high = min(low + step, bound)
      }
      guard low < bound else { return bound }
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if try fits(middle) { low = middle } else { high = middle }
      }
      guard low > 0 else { return nil }
      let last = min(low + window(low), bound)
      guard last > low + 1, let island = try stride(from: last, to: low + 1, by: -1).first(where: fits) else { return low }
      low = island
    }
  }
}
