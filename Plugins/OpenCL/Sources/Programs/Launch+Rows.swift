import ConcordKit

extension Launch {
  /// A kernel whose work-items take 16 columns of a row each: `slice.cl`, `pad.cl` and their kin. None where there is no column.
  static func rows(_ kernel: KernelName, rows: Int, columns: Int, _ arguments: [Argument]) -> [Launch] {
    guard rows > 0, columns > 0 else { return [] }
    return [Launch(kernel, arguments, items: [(columns + 15) / 16, rows], local: [1, 16])]
  }

  /// Rows of x, `width` long, and rows of y, `pitch` long, or the other way around, of which the shorter ones lie from `place` on
  /// in the longer ones.
  static func copy(
    _ kernel: KernelName, x: Argument, y: Argument, rows: Int, columns: Int, width: Int, pitch: Int, place: Int
  ) -> [Launch] {
    self.rows(
      kernel, rows: rows, columns: columns,
      [x, y, .dimension(rows), .dimension(width), .dimension(pitch), .dimension(place)])
  }
}
