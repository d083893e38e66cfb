import ConcordKit

/// y[r] = the lowest index of row r's largest element; of its first NaN, where it holds one.
extension ArgMax: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0, as: Int32.self)
    let columns = operands.shape(0)[1]
    return { _ in
      for row in y.indices { y[row] = Self.index(x, from: row * columns, count: columns) }
    }
  }

  static func index(_ x: UnsafeBufferPointer<Float>, from first: Int, count: Int) -> Int32 {
    var best = 0
    for i in 1..<max(count, 1) {
      let (value, largest) = (x[first + i], x[first + best])
      if value > largest || (value.isNaN && !largest.isNaN) { best = i }
    }
    return Int32(truncatingIfNeeded: best)
  }
}
