/// Which pixels of a row go into each pixel of a row of another length, and with what weights.
///
/// Weights are computed in binary64, brought to a sum of 1, and rounded to 22 bits after the point; from there on all is integers.
struct ResampleWeights {
  /// Bits after the point.
  static let precision = 22

  /// For each new pixel the first of the old ones.
  private(set) var first: [Int] = []
  /// The place of its first weight, and at the end that behind the last.
  private(set) var start: [Int] = [0]
  private(set) var weights: [Int32] = []

  init(_ filter: ResampleFilter, from count: Int, to newCount: Int) {
    let scale = Double(count) / Double(newCount)
    // Where pixels are many for each new one, the filter grows with them.
    let stretch = max(scale, 1)
    let support = filter.support * stretch
    let inverse = 1 / stretch
    for place in 0..<newCount {
      let centre = (Double(place) + 0.5) * scale
      let low = max(0, Int(centre - support + 0.5))
      let high = min(count, Int(centre + support + 0.5))
      var row = (low..<high).map { filter.weight((Double($0 - low) + Double(low) - centre + 0.5) * inverse) }
      let sum = row.reduce(0, +)
      if sum != 0 { for index in row.indices { row[index] /= sum } }
      let one = Double(1 << Self.precision)
      weights += row.map { Int32($0 < 0 ? -0.5 + $0 * one : 0.5 + $0 * one) }
      first.append(low)
      start.append(weights.count)
    }
  }
}
