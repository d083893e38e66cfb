/// Many `fma` chains over one index: the arithmetic of a matrix product, wherever its elements come from.
enum ChainProduct {
  /// c[i, j] = fma(a(i, k), b(k, j), c[i, j]) for k ascending, from c's present value.
  ///
  /// It works on panels of b that stay in the processor's nearest cache. Panels follow each other in ascending k and each element
  /// of c belongs to one panel of columns, so every chain has the order of the definition.
  @inline(__always)
  static func add(
    to c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, a: (_ i: Int, _ k: Int) -> Float,
    b: (_ k: Int, _ j: Int) -> Float
  ) {
    let width = 64
    let depth = 128
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width * depth) { panel in
      guard let panel = panel.baseAddress else { return }
      for left in stride(from: 0, to: n, by: width) {
        let columns = min(width, n - left)
        for top in stride(from: 0, to: k, by: depth) {
          let rows = min(depth, k - top)
          for row in 0..<rows {
            for column in 0..<columns { panel[row * columns + column] = b(top + row, left + column) }
          }
          for i in 0..<m {
            let sums = c + i * n + left
            for row in 0..<rows {
              let factor = a(i, top + row)
              let line = panel + row * columns
              for column in 0..<columns { sums[column] = sums[column].addingProduct(factor, line[column]) }
            }
          }
        }
      }
    }
  }
}
