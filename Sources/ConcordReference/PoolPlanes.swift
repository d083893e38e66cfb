import ConcordKit

/// The planes of a pooled image, and which windows and elements meet.
struct PoolPlanes {
  private let window: PoolWindow
  /// N · C.
  let count: Int
  /// [H, W].
  let input: (rows: Int, columns: Int)
  /// [OH, OW].
  let output: (rows: Int, columns: Int)

  init(_ window: PoolWindow, x: [Int], y: [Int]) {
    self.window = window
    count = x[0] * x[1]
    input = (x[2], x[3])
    output = (y[2], y[3])
  }

  var inputCount: Int { input.rows * input.columns }
  var outputCount: Int { output.rows * output.columns }

  /// The rows, or columns, of an image of `size` in the window number `index`: those on the padding are left out.
  @inline(__always)
  func elements(of index: Int, size: Int) -> Range<Int> {
    let first = index * window.stride - window.padding
    return max(first, 0)..<min(first + window.kernel, size)
  }

  /// The windows, of `windows`, that contain the row, or column, number `index`.
  @inline(__always)
  func windows(containing index: Int, of windows: Int) -> Range<Int> {
    let place = index + window.padding
    let first = place < window.kernel ? 0 : (place - window.kernel) / window.stride + 1
    return min(first, windows)..<max(min(place / window.stride + 1, windows), min(first, windows))
  }

  /// The place in the plane `x` of the winner of window (row, column): the first of its largest elements, or of its NaNs.
  @inline(__always)
  func winner(_ x: UnsafePointer<Float>, row: Int, column: Int) -> Int {
    let rows = elements(of: row, size: input.rows)
    let columns = elements(of: column, size: input.columns)
    var best = rows.lowerBound * input.columns + columns.lowerBound
    for h in rows {
      for i in (h * input.columns + columns.lowerBound)..<(h * input.columns + columns.upperBound)
      where x[i] > x[best] || (x[i].isNaN && !x[best].isNaN) {
        best = i
      }
    }
    return best
  }
}
