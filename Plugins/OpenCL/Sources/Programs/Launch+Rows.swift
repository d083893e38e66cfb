import ConcordKit

extension Launch {
  /// A kernel whose work-items take 16 columns of a row each, on GPUs one: `slice.cl`, `pad.cl` and their kin. None where there is no
  /// column.
  static func rows(
    _ kernel: KernelName, rows: Int, columns: Int, _ arguments: [Argument], on traits: DeviceTraits
  ) -> [Launch] {
    guard rows > 0, columns > 0 else { return [] }
    // One dimension, because the others of a GPU's grid are short.
    if traits.prefersLocalMemory { return [items(kernel, arguments, count: rows * columns, on: traits)] }
    return [Launch(kernel, arguments, items: [(columns + 15) / 16, rows], local: [1, 16])]
  }

  /// Rows of x, `width` long, and rows of y, `pitch` long, or the other way around, of which the shorter ones lie from `place` on
  /// in the longer ones.
  static func copy(
    _ kernel: KernelName, x: Argument, y: Argument, rows: Int, columns: Int, width: Int, pitch: Int, place: Int,
    on traits: DeviceTraits
  ) -> [Launch] {
    self.rows(
      kernel, rows: rows, columns: columns,
      [x, y, .dimension(rows), .dimension(width), .dimension(pitch), .dimension(place)], on: traits)
  }
}
