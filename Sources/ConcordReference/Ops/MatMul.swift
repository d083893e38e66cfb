import ConcordKit

/// c[i, j] = fma(a[i, k], b[k, j], c[i, j]) for k ascending, from +0 or from c's present value; then + bias[j]; then the
/// activation.
extension MatMul: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let (m, n, k) = dimensions(operands.inputTypes)
    let a = operands.input(0)
    let b = operands.input(1)
    let bias = bias ? operands.input(2) : nil
    let c = operands.output(0)
    return { _ in
      guard !c.isEmpty else { return }
      if !accumulate { c.update(repeating: 0) }
      addProduct(a, b, to: c, m: m, n: n, k: k)
      for i in 0..<m {
        if let bias {
          for j in 0..<n { c[i * n + j] = c[i * n + j] + bias[j] }
        }
        if activation == .relu {
          for j in 0..<n { c[i * n + j] = Activation.relu(c[i * n + j]) }
        }
      }
    }
  }

  /// The chains, over panels of b that stay in the processor's nearest cache. Panels follow each other in ascending k and each
  /// element of c belongs to one panel of columns, so every chain has the order of the definition.
  private func addProduct(
    _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, to c: UnsafeMutableBufferPointer<Float>, m: Int, n: Int,
    k: Int
  ) {
    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
    let width = 64
    let depth = 128
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width * depth) { panel in
      guard let panel = panel.baseAddress else { return }
      for left in stride(from: 0, to: n, by: width) {
        let columns = min(width, n - left)
        for top in stride(from: 0, to: k, by: depth) {
          let rows = min(depth, k - top)
          for row in 0..<rows {
            for column in 0..<columns {
              panel[row * columns + column] =
                transposeB ? b[(left + column) * k + top + row] : b[(top + row) * n + left + column]
            }
          }
          for i in 0..<m {
            let sums = c + i * n + left
            for row in 0..<rows {
              let factor = transposeA ? a[(top + row) * m + i] : a[i * k + top + row]
              let line = panel + row * columns
              for column in 0..<columns { sums[column] = sums[column].addingProduct(factor, line[column]) }
            }
          }
        }
      }
    }
  }
}
