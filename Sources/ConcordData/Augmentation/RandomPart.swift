import ConcordNumerics

/// A rectangle within another, of a random area, random proportions and at a random place.
struct RandomPart: Equatable {
  var top: Int
  var left: Int
  var height: Int
  var width: Int

  /// The first of ten draws that fits; nil where none does. Draw k takes block k: word 0 the area, evenly within its range; word 1 the
  /// logarithm of width / height, evenly; words 2 and 3 the place from above and from the left.
  ///
  /// - Parameters:
  ///   - shares: The range of the area, as shares of the whole.
  ///   - proportion: Width / height is between 1 / proportion and proportion.
  init?(within height: Int, _ width: Int, shares: ClosedRange<Double>, proportion: Float, _ draws: ChangeDraws) {
    let (range, limit) = (shares.upperBound - shares.lowerBound, Exact.log(proportion))
    for draw in 1...10 {
      let words = draws.words(draw)
      let area = Double(height * width) * (shares.lowerBound + range * ChangeDraws.unit(words[0]))
      let ratio = Double(Exact.exp(limit * Float(2 * ChangeDraws.unit(words[1]) - 1)))
      let (columns, rows) = (Int((area * ratio).squareRoot().rounded()), Int((area / ratio).squareRoot().rounded()))
      guard (1...width).contains(columns), (1...height).contains(rows) else { continue }
      self.height = rows
      self.width = columns
      top = ChangeDraws.place(words[2], below: height - rows + 1)
      left = ChangeDraws.place(words[3], below: width - columns + 1)
      return
    }
    return nil
  }

  /// The largest part in the middle whose proportions are allowed.
  init(middleOf height: Int, _ width: Int) {
    (self.height, self.width) = (height, width)
    // 4 : 3, in integers.
    if 3 * width > 4 * height { self.width = max(1, 4 * height / 3) }
    if 3 * height > 4 * width { self.height = max(1, 4 * width / 3) }
    (top, left) = ((height - self.height) / 2, (width - self.width) / 2)
  }
}
