/// Many `fma` chains over one index: the arithmetic of a matrix product, wherever its elements come from.
enum ChainProduct {
  /// Columns that are worked on at a time: those of one vector.
  static let width = 16
  /// Rows of c that are worked on at a time: four vectors of sums, one of b and one of a stay in registers.
  private static let height = 4
  /// How much of the common index is worked on at a time: so much of 16 columns of b stays in the nearest cache.
  private static let depth = 256

  private typealias Line = SIMD16<Float>

  /// c[i, j] = fma(a(i, k), b(k, j), c[i, j]) for k ascending, from c's present value, for all i < m and the columns j of `columns`.
  ///
  /// A vector holds elements of c that lie side by side, and each has a chain of its own in the order of the definition. Other
  /// columns are neither read nor written, so several threads may share c.
  @inline(__always)
  static func add(
    to c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, columns: Range<Int>, a: (_ i: Int, _ k: Int) -> Float,
    b: (_ k: Int, _ j: Int) -> Float
  ) {
    let bands = (m + height - 1) / height
    let most = min(k, depth)
    // Not a temporary allocation: its closure keeps `a` and `b` from being inlined.
    let factors = UnsafeMutablePointer<Float>.allocate(capacity: (bands * height + width) * most)
    defer { factors.deallocate() }
    let panel = factors + bands * height * most
    for top in stride(from: 0, to: k, by: depth) {
      let rows = min(depth, k - top)
      for i in 0..<bands * height {
        let band = factors + i / height * height * rows + i % height
        for row in 0..<rows { band[row &* height] = i < m ? a(i, top &+ row) : 0 }
      }
      for left in stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
        let count = min(width, columns.upperBound - left)
        for row in 0..<rows {
          let line = panel + row &* width
          for column in 0..<count { line[column] = b(top &+ row, left &+ column) }
          for column in count..<width { line[column] = 0 }
        }
        for band in 0..<bands {
          addTile(
            to: c + band * height * n + left, stride: n, height: min(height, m - band * height), width: count,
            factors: factors + band * height * rows, panel: panel, depth: rows)
        }
      }
    }
  }

  /// As much of c as fits into registers: `factors` is [depth, 4], `panel` [depth, 16].
  @inline(never)
  private static func addTile(
    to c: UnsafeMutablePointer<Float>, stride: Int, height: Int, width: Int, factors: UnsafePointer<Float>,
    panel: UnsafePointer<Float>, depth: Int
  ) {
    func load(_ row: Int) -> Line {
      guard row < height else { return Line() }
      if width == Self.width { return UnsafeRawPointer(c + row * stride).loadUnaligned(as: Line.self) }
      var line = Line()
      for column in 0..<width { line[column] = c[row * stride + column] }
      return line
    }
    func store(_ line: Line, _ row: Int) {
      guard row < height else { return }
      if width == Self.width { return UnsafeMutableRawPointer(c + row * stride).storeBytes(of: line, as: Line.self) }
      for column in 0..<width { c[row * stride + column] = line[column] }
    }
    var sums = (load(0), load(1), load(2), load(3))
    for k in 0..<depth {
      let line = UnsafeRawPointer(panel + k &* Self.width).loadUnaligned(as: Line.self)
      let factor = factors + k &* Self.height
      sums.0 = sums.0.addingProduct(Line(repeating: factor[0]), line)
      sums.1 = sums.1.addingProduct(Line(repeating: factor[1]), line)
      sums.2 = sums.2.addingProduct(Line(repeating: factor[2]), line)
      sums.3 = sums.3.addingProduct(Line(repeating: factor[3]), line)
    }
    store(sums.0, 0)
    store(sums.1, 1)
    store(sums.2, 2)
    store(sums.3, 3)
  }
}
