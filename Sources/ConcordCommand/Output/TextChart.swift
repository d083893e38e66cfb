import Concord
import ConcordFiles

/// A curve over a logarithmic axis, in Braille dots: two columns and four rows of them to a character.
enum TextChart {
  private static let rows = 10
  /// Cells of the labels on the left.
  private static let margin = 9

  /// - Parameters:
  ///   - points: By x, ascending, x above 0. Those that are not finite are left out.
  ///   - width: Character cells.
  ///   - label: Of an x.
  static func lines(_ points: [(x: Double, y: Double)], width: Int, label: (Double) -> String) -> [String] {
    let points = points.filter { $0.y.isFinite }
    let columns = width - margin
    guard columns >= 10, let first = points.first, let last = points.last, let low = points.map(\.y).min(),
      let high = points.map(\.y).max()
    else { return [] }
    var dots = [[UInt32]](repeating: [UInt32](repeating: 0, count: columns), count: rows)
    // Rates are equally far apart on a logarithmic axis, so their numbers are their places.
    for column in 0..<(2 * columns) {
      let place = Double(column) / Double(max(1, 2 * columns - 1)) * Double(points.count - 1)
      let (before, share) = (Int(place), place - place.rounded(.down))
      let y = points[before].y + share * (points[min(before + 1, points.count - 1)].y - points[before].y)
      let height = high > low ? (high - y) / (high - low) : 0.5
      let row = Int((height * Double(4 * rows - 1)).rounded())
      dots[row / 4][column / 2] |= bits[row % 4][column % 2]
    }
    let labels = [0: high, rows - 1: low]
    var lines = dots.enumerated().map { number, cells in
      let text = labels[number].map { Format.decimal($0, 3) } ?? ""
      let shown = cells.prefix((cells.lastIndex { $0 > 0 } ?? -1) + 1)
      let picture = String(String.UnicodeScalarView(shown.compactMap { Unicode.Scalar(0x2800 + $0) }))
      return String(repeating: " ", count: max(0, margin - 2 - text.count)) + text + " │" + picture
    }
    let (left, right) = (label(first.x), label(last.x))
    let gap = max(1, columns - left.count - right.count)
    lines.append(
      String(repeating: " ", count: margin) + left + String(repeating: " ", count: gap) + right)
    return lines
  }

  /// Of Unicode's block of Braille patterns, by row and column.
  private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
}
